/** Every request of a client to any of its parties, in the order in which the proxies received them. */
import type { Connection } from '../connection-owner.ts';
import type { Party } from './operations.ts';

export type PartyRequest = {
  /** From 1, over all parties. */
  readonly ordinal: number;
  readonly party: Party;
  /** As `nameOperation` calls it. */
  readonly operation: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
  readonly connection: Connection;
  /** The party's answer; undefined until it answers, and always when it is not asked. */
  status?: number;
};

export type RequestLog = {
  readonly requests: readonly PartyRequest[];
  add(request: Omit<PartyRequest, 'ordinal'>): PartyRequest;
};

export function createRequestLog(): RequestLog {
  const requests: PartyRequest[] = [];
  return {
    requests,
    add: (request) => {
      const numbered = { ...request, ordinal: requests.length + 1 };
      requests.push(numbered);
      return numbered;
    },
  };
}
