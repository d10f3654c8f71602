/**
 * Compares what a place presents with the live certificate, and says from when on somebody has to know. Pure. Why these times:
 * docs/decisions/0037-probes.md.
 */
import type { Leaf, ProbeAnswer, SeenPlace, Standing } from '../ports/probes.ts';
import { floorAt, type Validity } from '../renewal/share-of-life.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Servers reload on a schedule of their own: of 90 days that is 3 days 18 hours, of 160 hours it is 6 hours 40 minutes. */
const GRACE_SHARE = 1 / 24;

export type Compared = {
  live: Leaf;
  /** Serial numbers of those that were live before. */
  earlier: readonly string[];
};

export function standingOf(answer: ProbeAnswer, { live, earlier }: Compared): Standing {
  if ('failure' in answer) return 'unreachable';
  if (isSame(answer.leaf, live)) return 'served';
  return earlier.includes(answer.leaf.serial) ? 'stale' : 'foreign';
}

/** @param before what the last probe of the place saw. */
export function seePlace(
  place: string,
  answer: ProbeAnswer,
  { compared, before, now }: { compared: Compared; before: SeenPlace | undefined; now: Date },
): SeenPlace {
  const standing = standingOf(answer, compared);
  return {
    place,
    standing,
    since: before && isServed(before) === isServed({ standing }) ? before.since : now,
    ...('leaf' in answer ? { leaf: answer.leaf } : { reason: answer.reason }),
  };
}

/** From when on somebody has to know of it; undefined where the live certificate is served. */
export function placeAttentionAt({ standing, since, leaf }: SeenPlace, live: Validity): Date | undefined {
  const after = (ms: number) => new Date(since.getTime() + ms);
  // One reload, or one restart, is seen by one probe at most.
  const seenAgain = after(HOUR_MS);
  switch (standing) {
    case 'served':
      return undefined;
    case 'unreachable':
      return after(DAY_MS);
    case 'foreign':
      return seenAgain;
    case 'stale':
      return earlier(
        later(seenAgain, leaf ? floorAt(leaf) : seenAgain),
        later(seenAgain, after(graceMs(live))),
      );
  }
}

/** The first of its places. */
export function attentionAtOf(places: readonly SeenPlace[], live: Validity): Date | undefined {
  return places
    .flatMap((place) => placeAttentionAt(place, live) ?? [])
    .reduce<Date | undefined>((first, at) => (first ? earlier(first, at) : at), undefined);
}

/** A server that is away for an hour, or is replaced by another wrong one, is not served for as long as before. */
function isServed({ standing }: Pick<SeenPlace, 'standing'>): boolean {
  return standing === 'served';
}

/** By what the CA has signed; of a live one whose hash nobody wrote down, by its serial number. */
function isSame(leaf: Leaf, live: Leaf): boolean {
  if (live.sha256 === undefined) return leaf.serial === live.serial;
  return leaf.sha256 === live.sha256;
}

function graceMs({ notBefore, notAfter }: Validity): number {
  return (notAfter.getTime() - notBefore.getTime()) * GRACE_SHARE;
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
