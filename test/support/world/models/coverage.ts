/**
 * What the users of the certificates hold, and since when. Told of every move of a live pointer and of every import, it
 * knows to the millisecond when a user had an expired certificate. It does not sample.
 */

export type Place = 'live copy' | 'ACM';

export type Hold = {
  place: Place;
  /** Of ACM. */
  region?: string | undefined;
  certificateName: string;
  serial: string;
  notAfter: Date;
  since: Date;
};

/** From the end of the held certificate's life to the next move, or to now. */
export type Gap = { hold: Hold; endsAt: Date };

export interface Coverage {
  moved(hold: Hold): void;
  gaps(now: Date): Gap[];
  /** What users hold now. */
  current(): Hold[];
  /** Everything that users ever held, oldest first. */
  readonly history: readonly Hold[];
}

export function createCoverage(): Coverage {
  const current = new Map<string, Hold>();
  const history: Hold[] = [];
  const gaps: Gap[] = [];

  const gapUntil = (endsAt: Date, hold: Hold | undefined) =>
    hold && hold.notAfter < endsAt ? [{ hold, endsAt }] : [];

  return {
    history,
    moved: (hold) => {
      const key = `${hold.place} ${hold.region} ${hold.certificateName}`;
      const before = current.get(key);
      if (before?.serial === hold.serial) return;
      gaps.push(...gapUntil(hold.since, before));
      current.set(key, hold);
      history.push(hold);
    },
    gaps: (now) => [...gaps, ...[...current.values()].flatMap((hold) => gapUntil(now, hold))],
    current: () => [...current.values()],
  };
}
