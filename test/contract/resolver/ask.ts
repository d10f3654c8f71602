/** Asks a scripted server for the TXT values of one name, with the real resolver and short tries. */
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import type { TxtAnswer } from '../../../functions/engine/ports/dns.ts';
import type { Clock } from '../../../functions/engine/ports/time.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  replyTo,
  type ScriptedDnsServer,
  txt,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

export const NAME = '_acme-challenge.example.com';

type AskOptions = { queryTimeoutMs?: number; deadlineMs?: number; clock?: Clock };

export function ask(
  { address, port }: { address: string; port: number },
  options: AskOptions = {},
): Promise<TxtAnswer> {
  const { queryTimeoutMs = 100, deadlineMs = 10_000, clock = steadyClock } = options;
  const resolver = createResolver({
    clock,
    allowPrivateNameServers: true,
    recursiveServers: [],
    queryTimeoutMs,
  });
  return resolver.askTxt(
    { nameServer: 'ns1.test', address, port },
    NAME,
    deadlineIn(deadlineMs, systemClock),
  );
}

/** An answer with one value. */
export const good = (question: AskedQuestion) => replyTo(question, { answers: [txt(NAME, 'value')] });

export const transportsOf = ({ asked }: ScriptedDnsServer) => asked.map(({ transport }) => transport);
