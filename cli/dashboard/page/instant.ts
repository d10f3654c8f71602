/** Instants and spans as the screens of `status NAME` have them, in UTC. Pure. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DAY_MS = 24 * 60 * 60 * 1000;

/** Further away, a day needs its year. */
const NEAR_MS = 300 * DAY_MS;

/** `27 Nov 03:15` */
export function instantText(iso: string, nowMs: number): string {
  const at = new Date(iso);
  const isNear = Math.abs(at.getTime() - nowMs) < NEAR_MS;
  const year = isNear ? '' : ` ${at.getUTCFullYear()}`;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}${year} ${at.toISOString().slice(11, 16)}`;
}

/** How long something took: `0.9 s`, `15 s`, `2 min 5 s`. */
export function tookText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 10) return `${(ms / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
