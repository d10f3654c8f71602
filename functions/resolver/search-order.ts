/**
 * The order in which resolvers are asked: as they are given, but one that has just been silent comes last. It costs its
 * time-out once, not at every question, and is still asked when no other one can tell. Questions that wait for it already
 * when its silence shows are freed too.
 */
import type { Clock } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type SearchOrder = {
  /** The servers in the order to ask them now. */
  inOrder(servers: readonly ServerAddress[]): ServerAddress[];
  isSilent(server: ServerAddress): boolean;
  /**
   * The outcome of a question to the server, or undefined as soon as any question finds the server silent. The work goes on
   * then: it may still be awaited.
   */
  orSilence<Outcome>(server: ServerAddress, work: Promise<Outcome>): Promise<Outcome | undefined>;
  /** Is told of each question to a server. */
  note(server: ServerAddress, wasSilent: boolean): void;
};

/** As long as a run takes: a warm function begins its next one with the order that it was given. */
const REMEMBERED_MS = 5 * 60_000;

export function createSearchOrder(clock: Pick<Clock, 'now'>): SearchOrder {
  const silentUntil = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const isSilent = (server: ServerAddress) =>
    (silentUntil.get(formatServerAddress(server)) ?? 0) > clock.now().getTime();
  return {
    isSilent,
    inOrder: (servers) => {
      const { answering = [], silent = [] } = Object.groupBy(servers, (server) =>
        isSilent(server) ? 'silent' : 'answering',
      );
      return [...answering, ...silent];
    },
    orSilence: async (server, work) => {
      const key = formatServerAddress(server);
      const { promise: silence, resolve } = Promise.withResolvers<undefined>();
      const free = () => resolve(undefined);
      const waiters = waiting.get(key) ?? new Set();
      waiting.set(key, waiters.add(free));
      // Nobody may await it again; whoever does gets its error.
      work.catch(() => {});
      try {
        return await Promise.race([work, silence]);
      } finally {
        waiters.delete(free);
        if (waiters.size === 0) waiting.delete(key);
      }
    },
    note: (server, wasSilent) => {
      const key = formatServerAddress(server);
      if (!wasSilent) {
        silentUntil.delete(key);
        return;
      }
      silentUntil.set(key, clock.now().getTime() + REMEMBERED_MS);
      for (const free of waiting.get(key) ?? []) free();
    },
  };
}

/** The same exchange, which tells the order who was silent. */
export function notingSilence(exchange: Exchange, order: Pick<SearchOrder, 'note'>): Exchange {
  return async (server, question, deadline) => {
    const outcome = await exchange(server, question, deadline);
    order.note(server, 'failure' in outcome && outcome.silent);
    return outcome;
  };
}
