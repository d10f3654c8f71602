/** Instants as a person reads them, in UTC. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `25 Feb 90d`: the day, and how long until then; negative when it is past. */
export function dayAndSpan(at: Date, now: Date): string {
  const { count, unit } = span(at.getTime() - now.getTime());
  return `${day(at)} ${`${count}${UNITS[unit]}`.padStart(3)}`;
}

/** `3 h ago` */
export function age(at: Date, now: Date): string {
  const { count, unit } = span(Math.max(0, now.getTime() - at.getTime()));
  return `${count} ${unit} ago`;
}

/** `27 Nov 03:15 UTC` */
export function dayAndTime(at: Date): string {
  return `${day(at).trimStart()} ${at.toISOString().slice(11, 16)} UTC`;
}

/** `27 Nov 03:15:02`, as wide for each day */
export function dayAndClock(at: Date): string {
  return `${day(at)} ${at.toISOString().slice(11, 19)}`;
}

function day(at: Date): string {
  return `${String(at.getUTCDate()).padStart(2)} ${MONTHS[at.getUTCMonth()]}`;
}

/** In a column. */
const UNITS = { d: 'd', h: 'h', min: 'm' } as const;

/** In days; hours in the last two of them. */
function span(ms: number): { count: number; unit: keyof typeof UNITS } {
  const size = Math.abs(ms);
  const [unitMs, unit] =
    size >= 2 * DAY_MS
      ? ([DAY_MS, 'd'] as const)
      : size >= 2 * HOUR_MS
        ? ([HOUR_MS, 'h'] as const)
        : ([MINUTE_MS, 'min'] as const);
  return { count: Math.sign(ms) * Math.floor(size / unitMs), unit };
}
