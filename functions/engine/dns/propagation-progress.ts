/**
 * How far the RRsets of one wait have come. It alone changes which of them are pending; the polling fills in what each
 * name server has shown.
 */
import type { Standing } from './propagation-verdict.ts';

/** Values of ours that must be in the RRset at `name`; other values may be there too. Names are canonical. */
export type Rrset = { zoneName: string; name: string; values: string[] };

export type WatchedRrset = Rrset & {
  /** By address and port; empty until the zone's name servers are found. */
  standings: Map<string, Standing>;
  /** When each was asked last, by the same keys. */
  askedAtMs: Map<string, number>;
  /** When the question was asked whose answer counts now, by the same keys. */
  answeredOfMs: Map<string, number>;
};

export interface Progress {
  /** Those that do not count as propagated yet. */
  pending(): WatchedRrset[];
  isPending(rrset: WatchedRrset): boolean;
  /** Takes the RRset off the list and calls `onPropagated`. MUST be called once for an RRset. */
  finish(rrset: WatchedRrset): void;
  /** Ends the wait with this error. */
  fail(thrown: unknown): void;
  /** Resolves when none is pending, or rejects with the first error. */
  allFinished: Promise<void>;
  /** The calls of `onPropagated` so far. */
  callbacks(): readonly Promise<void>[];
}

export function trackProgress(
  rrsets: readonly Rrset[],
  onPropagated: ((rrset: Rrset) => Promise<void>) | undefined,
): Progress {
  const pending = new Set<WatchedRrset>(
    rrsets.map((rrset) => ({
      ...rrset,
      standings: new Map(),
      askedAtMs: new Map(),
      answeredOfMs: new Map(),
    })),
  );
  const callbacks: Promise<void>[] = [];
  const { promise: allFinished, resolve, reject } = Promise.withResolvers<void>();
  return {
    pending: () => [...pending],
    isPending: (rrset) => pending.has(rrset),
    finish: (rrset) => {
      const { zoneName, name, values } = rrset;
      pending.delete(rrset);
      const callback = (async () => onPropagated?.({ zoneName, name, values }))();
      callback.catch(reject);
      callbacks.push(callback);
      if (pending.size === 0) resolve();
    },
    fail: reject,
    allFinished,
    callbacks: () => callbacks,
  };
}
