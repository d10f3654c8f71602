import { describe, expect, it } from 'vitest';
import { askInTurn } from '../../../../functions/engine/dns/propagation-questions.ts';
import { awaitingFirstAnswer } from '../../../../functions/engine/dns/propagation-verdict.ts';
import { beginWait } from '../../../../functions/engine/dns/propagation-wait.ts';
import type { NameServerAddress, TxtAnswer } from '../../../../functions/engine/ports/dns.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const SERVER: NameServerAddress = { nameServer: 'ns1.test', address: '192.0.2.1', port: 53 };
const ADDRESS = '192.0.2.1 53';
const shows = (...values: string[]): TxtAnswer => ({ kind: 'answer', values });

/** Two questions to one address, the second 100 ms after the first; the second one's answer comes first. @returns what is told. */
async function answersOutOfOrder(first: TxtAnswer, second: TxtAnswer): Promise<TxtAnswer[]> {
  const clock = createManualClock(NOW);
  const replies = [Promise.withResolvers<TxtAnswer>(), Promise.withResolvers<TxtAnswer>()] as const;
  let asked = 0;
  const never = () => Promise.reject(new Error('not asked'));
  const resolver = {
    findNameServers: never,
    readDelegation: never,
    canAskAuthorities: never,
    askTxt: () => replies[asked++ === 0 ? 0 : 1].promise,
  };
  const rrsets = [{ zoneName: 'example.com', name: '_acme-challenge.example.com', values: ['a'] }];
  const times = { timeoutMs: 60_000, closedPortWaitMs: 60_000 };
  const request = { ...times, rrsets, resolver, clock, deadline: noDeadline(), emit: () => undefined };
  const wait = beginWait(request, new AbortController().signal);
  const watched = wait.progress.pending();
  watched[0]?.standings.set(ADDRESS, awaitingFirstAnswer(SERVER));
  const told: TxtAnswer[] = [];
  const ask = () => askInTurn(ADDRESS, watched, wait, (_, __, answer) => void told.push(answer));

  const slow = ask();
  clock.advance(100);
  const fast = ask();
  replies[1].resolve(second);
  await fast;
  replies[0].resolve(first);
  await slow;
  return told;
}

describe('askInTurn', () => {
  it('does not tell the answer to an older question after that to a newer one', async () => {
    expect(await answersOutOfOrder(shows(), shows('a'))).toEqual([{ kind: 'answer', values: ['a'] }]);
  });

  it('tells the answer to an older question where the newer one failed', async () => {
    const failure: TxtAnswer = { kind: 'failure', reason: 'SERVFAIL' };

    expect(await answersOutOfOrder(shows('a'), failure)).toEqual([
      { kind: 'failure', reason: 'SERVFAIL' },
      { kind: 'answer', values: ['a'] },
    ]);
  });
});
