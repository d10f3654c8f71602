/** The codes that no storm and no probe may meet: faults of ours, and refusals of what we should not have sent. */
import type { ErrorCode } from '../../functions/engine/errors.ts';
import type { LogLine } from './renew-process.ts';

const FAULT_CODES: readonly ErrorCode[] = [
  'unexpected',
  'order-refused',
  'dnscale-refused',
  'record-unreadable',
  'record-conflict',
];

/** The lines of a run's log that tell of one. */
export function linesOfFaults(lines: readonly LogLine[]): LogLine[] {
  return lines.filter(({ code }) => FAULT_CODES.some((faultCode) => faultCode === code));
}
