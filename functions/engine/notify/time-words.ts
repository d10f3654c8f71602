/** Times as people read them, in UTC: how long something lasts, and when it is. Pure. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `27 d`, `3 d 4 h`, `41 h`, `12 min`: two units at most, and hours alone below two days. */
export function shortTime(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / MINUTE_MS);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  const rest = hours % 24;
  return `${Math.floor(hours / 24)} d${hours < 10 * 24 && rest > 0 ? ` ${rest} h` : ''}`;
}

/** The largest unit only, in words: `2 days`, `41 hours`, `1 minute`. */
export function roundTime(ms: number): string {
  const [count, unit] =
    ms >= 2 * DAY_MS
      ? [Math.floor(ms / DAY_MS), 'day']
      : ms >= HOUR_MS
        ? [Math.floor(ms / HOUR_MS), 'hour']
        : [Math.max(0, Math.floor(ms / MINUTE_MS)), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `2027-02-21 08:12 UTC`. */
export function instantText(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `29 Nov 03:19 UTC`; with the year where it is another one. */
export function dayText(at: Date, now: Date): string {
  const year = at.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}${year} ${at.toISOString().slice(11, 16)} UTC`;
}

/** Further away, a day needs its year. */
const NEAR_MS = 300 * DAY_MS;

/** `27 Nov 03:15`, where all times are in UTC: on the screen of `status NAME`. With the year where it is far away. */
export function shortInstant(at: Date, now: Date): string {
  const isNear = Math.abs(at.getTime() - now.getTime()) < NEAR_MS;
  const year = isNear ? '' : ` ${at.getUTCFullYear()}`;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}${year} ${at.toISOString().slice(11, 16)}`;
}
