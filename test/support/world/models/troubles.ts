/** When which party is in trouble: a list that a proof's story writes and the models read. */

/**
 * Beside a party that is away: `token` is a secret with a token that DNScale refuses, and its end a secret with a good one;
 * `withdrawn` is a token that DNScale refuses from then on, until there is another; `caa` a record that lets in another CA;
 * `region` an account that has one of its AWS regions disabled; `schedule` schedules that are disabled; `foreign` a host that
 * presents another certificate, and `unreachable` one that does not answer.
 */
export type Party =
  | 'ca'
  | 'ari'
  | 'dnscale'
  | 'acm'
  | 'token'
  | 'withdrawn'
  | 'caa'
  | 'region'
  | 'schedule'
  | 'foreign'
  | 'unreachable';

export type Trouble = { party: Party; startsAt: Date; endsAt: Date };

export interface Troubles {
  readonly all: readonly Trouble[];
  isIn(party: Party, at: Date): boolean;
  /** Whether any of these parties is in trouble at some time of the span. */
  overlap(parties: readonly Party[], from: Date, to: Date): boolean;
  /** How often the secret of the token has changed until then. */
  tokensUntil(at: Date): number;
}

export function listTroubles(all: readonly Trouble[]): Troubles {
  return {
    all,
    isIn: (party, at) => all.some((one) => one.party === party && one.startsAt <= at && at < one.endsAt),
    overlap: (parties, from, to) =>
      all.some((one) => parties.includes(one.party) && one.startsAt < to && from < one.endsAt),
    tokensUntil: (at) =>
      all
        .flatMap(({ party, startsAt, endsAt }) => {
          if (party === 'token') return [startsAt, endsAt];
          return party === 'withdrawn' ? [endsAt] : [];
        })
        .filter((time) => time <= at).length,
  };
}
