/** Reads a line of the renew function's log as the event of a run. Other lines stand in that log too, and are none. */
import type { RunEvent } from '../../../functions/engine/ports/events.ts';

/** A log line; `timestamp` is ISO 8601. */
export type LoggedEvent = RunEvent & { certificateName: string; runId: string; timestamp: string };

export function parseLoggedEvent(text: string): LoggedEvent | undefined {
  // Lambda's own lines (START, REPORT) are not JSON.
  if (!text.startsWith('{')) return undefined;
  const line = JSON.parse(text);
  const isOfRun = typeof line.certificateName === 'string' && line.event !== 'run-lost';
  if (typeof line.event !== 'string' || !isOfRun) return undefined;
  // An event's own message is the detail of its line.
  return 'detail' in line ? { ...line, message: line.detail } : line;
}
