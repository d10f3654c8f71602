/** How far a CA's `Retry-After` is believed, by what was asked for. Pure. */
import { parseRetryAfter } from '../engine/retry-after.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * When another try makes sense, within seven days from now; undefined when the header says nothing usable. After a
 * refusal "no wait at all" is not believed: it counts as a minute.
 */
export function retryAtOf(header: string | undefined, now: Date): Date | undefined {
  const ms = parseRetryAfter(header, now);
  return ms === undefined
    ? undefined
    : new Date(now.getTime() + (ms > 0 ? Math.min(ms, 7 * DAY_MS) : MINUTE_MS));
}

/** When to ask for renewal information again (RFC 9773 §4.3): in a minute to a day; in six hours if the CA does not say. */
export function askAgainAtOf(header: string | undefined, now: Date): Date {
  const ms = parseRetryAfter(header, now) ?? 6 * 60 * MINUTE_MS;
  return new Date(now.getTime() + clamp(ms, MINUTE_MS, DAY_MS));
}

/** How long the CA asks us not to poll: a minute at most. */
export function pollAfterMsOf(header: string | undefined, now: Date): number | undefined {
  const ms = parseRetryAfter(header, now);
  return ms === undefined ? undefined : clamp(ms, 0, MINUTE_MS);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
