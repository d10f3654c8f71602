/** How many of a certificate's places serve it, in figures and words. Pure. */
import type { Served } from '../ports/probes.ts';

export type ServedAt = { ok: number; all: number };

export function servedAt({ places }: Pick<Served, 'places'>): ServedAt {
  return { ok: places.filter(({ standing }) => standing === 'served').length, all: places.length };
}

/** `served at 2 of 3 places`. */
export function servedAtText({ ok, all }: ServedAt): string {
  return `served at ${ok} of ${all} ${all === 1 ? 'place' : 'places'}`;
}
