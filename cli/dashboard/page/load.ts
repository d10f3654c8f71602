/** When the renewals of the whole fleet come, counted along the axis: a year of any fleet is seen at once. Pure. */
import { type Axis, type Bar, xOf } from './axis.ts';

/** `share`: of the highest one. */
export type Load = { x: number; count: number; share: number; isPast: boolean };

/** The width of what is counted together, in px. */
export const LOAD_PX = 6;

/** Past renewals, the next ones and those after them. An overdue one counts now. */
export function loadsOf(axis: Axis, bars: readonly Bar[]): Load[] {
  const now = xOf(axis, axis.nowMs);
  const counts = new Map<number, number>();
  const add = (x: number) => {
    const place = Math.floor((x - now) / LOAD_PX);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  };
  for (const { past, renewal, later } of bars) {
    for (const { x, hasFailed } of past) if (!hasFailed) add(Math.min(x, now - 1));
    if (renewal !== undefined) add(Math.max(renewal, now));
    for (const x of later) add(x);
  }
  const most = Math.max(...counts.values());
  return [...counts]
    .toSorted(([one], [other]) => one - other)
    .map(([place, count]) => ({
      x: now + place * LOAD_PX,
      count,
      share: count / most,
      isPast: place < 0,
    }));
}
