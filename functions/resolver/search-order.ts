/**
 * The order in which recursive resolvers are asked: as they are given, but one that has just been silent comes last. It
 * costs its time-out once, not at every question, and is still asked when no other one can tell.
 */
import type { Clock } from '../engine/ports/time.ts';
import type { Exchange } from './exchange.ts';
import { formatServerAddress, type ServerAddress } from './server-address.ts';

export type SearchOrder = {
  /** The servers in the order to ask them now. */
  inOrder(): ServerAddress[];
  /** Is told of each question to a server; what it hears of others does not matter. */
  note(server: ServerAddress, wasSilent: boolean): void;
};

/** As long as a run takes: a warm function begins its next one with the order that it was given. */
const REMEMBERED_MS = 5 * 60_000;

export function createSearchOrder(servers: readonly ServerAddress[], clock: Pick<Clock, 'now'>): SearchOrder {
  const silentUntil = new Map<string, number>();
  const isSilent = (server: ServerAddress) =>
    (silentUntil.get(formatServerAddress(server)) ?? 0) > clock.now().getTime();
  return {
    inOrder: () => {
      const { answering = [], silent = [] } = Object.groupBy(servers, (server) =>
        isSilent(server) ? 'silent' : 'answering',
      );
      return [...answering, ...silent];
    },
    note: (server, wasSilent) => {
      const key = formatServerAddress(server);
      if (wasSilent) silentUntil.set(key, clock.now().getTime() + REMEMBERED_MS);
      else silentUntil.delete(key);
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
