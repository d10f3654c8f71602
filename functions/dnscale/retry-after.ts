/** How far DNScale's `Retry-After` is believed: a second at least, a day at most. Pure. */
import { parseRetryAfter } from '../engine/retry-after.ts';
import type { Outcome } from './http.ts';

const MIN_MS = 1_000;
const DAY_MS = 86_400_000;

/** Undefined when DNScale asks for no pause, or in a form that cannot be read. */
export function retryAfterMs(outcome: Outcome, now: Date): number | undefined {
  const header = outcome.kind === 'answer' ? outcome.retryAfter : undefined;
  const ms = parseRetryAfter(header, now, 'lenient');
  return ms === undefined ? undefined : Math.min(Math.max(ms, MIN_MS), DAY_MS);
}
