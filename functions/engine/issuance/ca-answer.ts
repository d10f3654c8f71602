/** Whether an error is the CA's word on what was asked, or says only that it cannot be asked now. Pure. */
import { type ErrorCode, RenewerError } from '../errors.ts';

const CANNOT_BE_ASKED: readonly ErrorCode[] = [
  'acme-unavailable',
  'acme-rate-limited',
  'acme-paused',
  'deadline-exceeded',
  'interrupted',
];

/** True for a refusal; a fault of our own is none. */
export function isRefusal(thrown: unknown): thrown is RenewerError {
  return thrown instanceof RenewerError && !CANNOT_BE_ASKED.includes(thrown.code);
}
