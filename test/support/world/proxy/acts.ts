/** What a proxy can do with a request, and shorthands for the usual acts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Reply } from './exchange.ts';
import type { PartyRequest } from './request-log.ts';

type Deed = (request: PartyRequest) => Promise<void>;

/** The parts happen in the order of their declaration; without any the proxy only forwards. */
export type Act = {
  first?: Deed;
  /** Whether the party gets the request. @default true */
  isForwarded?: boolean;
  /** After the party has answered. */
  beforeReply?: Deed;
  /** What the client gets. @default what the party answered */
  reply?: Reply;
  afterReply?: Deed;
};

/** Asked once for each request; undefined lets it pass. */
export type Script = (request: PartyRequest) => Act | undefined;

/** When in an exchange the client is killed. */
export const KILL_TIMES = ['before', 'applied', 'after'] as const;

export type KillTime = (typeof KILL_TIMES)[number];

/** Long enough for the client to read the answer and to begin what comes next. */
const UNDER_WAY_MS = 4;

/** @param kill ends the client's process; resolves when it is gone. */
export function killAct(when: KillTime, kill: Deed): Act {
  switch (when) {
    case 'before':
      return { first: kill, isForwarded: false, reply: 'reset' };
    case 'applied':
      return { beforeReply: kill, reply: 'reset' };
    case 'after':
      return {
        afterReply: async (request) => {
          await sleep(UNDER_WAY_MS);
          await kill(request);
        },
      };
  }
}

export type PlainAnswer = { status: number; type?: string; body?: string; headers?: Record<string, string> };

/** Instead of the party, which never sees the request. */
export function answerAct({ status, type = 'text/plain', body = '', headers = {} }: PlainAnswer): Act {
  const answer: Answer = { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
  return { isForwarded: false, reply: () => answer };
}

export function slowAct(delayMs: number): Act {
  return { first: () => sleep(delayMs) };
}
