/** Instants and spans in words, in UTC: the same forms as on the command's screens. Pure. */

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const UTC = { timeZone: 'UTC' } as const;
const MONTH = new Intl.DateTimeFormat('en-US', { ...UTC, month: 'short' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { ...UTC, hour: '2-digit', minute: '2-digit' });

/** `29 Nov`; with the year where it is not this one. */
export function dayText(ms: number, nowMs: number): string {
  const year = yearOf(ms);
  return year === yearOf(nowMs) ? columnDay(ms) : `${columnDay(ms)} ${year}`;
}

/** `29 Nov`, in a column: which year it is, the span beside it says. */
export function columnDay(ms: number): string {
  return `${new Date(ms).getUTCDate()} ${MONTH.format(ms)}`;
}

/** `Dec`, `Jan 2027`: at the begin of a year with the year. */
export function monthText(ms: number): string {
  const month = MONTH.format(ms);
  return new Date(ms).getUTCMonth() === 0 ? `${month} ${yearOf(ms)}` : month;
}

/** Further away, a day needs its year. */
const NEAR_MS = 300 * DAY_MS;

/** `27 Nov 03:15`; with the year where it is far away. */
export function instantText(iso: string, nowMs: number): string {
  const ms = Date.parse(iso);
  const year = Math.abs(ms - nowMs) < NEAR_MS ? '' : ` ${yearOf(ms)}`;
  return `${columnDay(ms)}${year} ${clockText(ms)}`;
}

function yearOf(ms: number): number {
  return new Date(ms).getUTCFullYear();
}

/** `04:15` */
export function clockText(ms: number): string {
  return CLOCK.format(ms);
}

/** `59 d`, `20 h`, `35 min`: hours in the last two days. Without a sign. */
export function spanText(ms: number): string {
  const { count, unit } = span(ms);
  return `${count} ${unit}`;
}

const LONG = { d: 'day', h: 'hour', min: 'minute' } as const;

/** `59 days`, for a sentence. */
export function longSpan(ms: number): string {
  const { count, unit } = span(ms);
  return `${count} ${LONG[unit]}${count === 1 ? '' : 's'}`;
}

/** `3 min ago` */
export function agoText(ms: number, nowMs: number): string {
  return nowMs - ms < MINUTE_MS ? 'just now' : `${spanText(nowMs - ms)} ago`;
}

/** How long something took: `0.9 s`, `15 s`, `2 min 5 s`. */
export function tookText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 10) return `${(ms / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function span(ms: number): { count: number; unit: keyof typeof LONG } {
  const size = Math.abs(ms);
  if (size >= 2 * DAY_MS) return { count: Math.floor(size / DAY_MS), unit: 'd' };
  if (size >= 2 * HOUR_MS) return { count: Math.floor(size / HOUR_MS), unit: 'h' };
  return { count: Math.floor(size / MINUTE_MS), unit: 'min' };
}
