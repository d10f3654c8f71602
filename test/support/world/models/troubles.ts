/** When which party is in trouble: a list that a proof's story writes and the models read. */

export type Party = 'ca' | 'ari' | 'dnscale' | 'acm';

export type Trouble = { party: Party; startsAt: Date; endsAt: Date };

export interface Troubles {
  readonly all: readonly Trouble[];
  isIn(party: Party, at: Date): boolean;
  /** Whether any of these parties is in trouble at some time of the span. */
  overlap(parties: readonly Party[], from: Date, to: Date): boolean;
}

export function listTroubles(all: readonly Trouble[]): Troubles {
  return {
    all,
    isIn: (party, at) => all.some((one) => one.party === party && one.startsAt <= at && at < one.endsAt),
    overlap: (parties, from, to) =>
      all.some((one) => parties.includes(one.party) && one.startsAt < to && from < one.endsAt),
  };
}
