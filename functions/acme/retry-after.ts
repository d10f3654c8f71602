/** `Retry-After` (RFC 9110 §10.2.3), as far as it is to be believed. Pure. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** `Date.parse` alone takes almost anything for a date: "5, 10" is the tenth of May 2001 to it. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * When another try is useful, within seven days from now; undefined when the header says nothing usable. No wait at all
 * is not believed where something was just refused: it counts as a minute.
 */
export function retryAtOf(header: string | undefined, now: Date): Date | undefined {
  const ms = waitOf(header, now);
  return ms === undefined
    ? undefined
    : new Date(now.getTime() + (ms > 0 ? Math.min(ms, 7 * DAY_MS) : MINUTE_MS));
}

/** When the CA wants to be asked for renewal information again (RFC 9773 §4.3): in a minute to a day, else in six hours. */
export function askAgainAtOf(header: string | undefined, now: Date): Date {
  const ms = waitOf(header, now) ?? 6 * 60 * MINUTE_MS;
  return new Date(now.getTime() + clamp(ms, MINUTE_MS, DAY_MS));
}

/** How long the CA asks not to be polled: a minute at most. */
export function pollAfterMsOf(header: string | undefined, now: Date): number | undefined {
  const ms = waitOf(header, now);
  return ms === undefined ? undefined : clamp(ms, 0, MINUTE_MS);
}

function waitOf(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS;
  if (!HTTP_DATE.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now.getTime();
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
