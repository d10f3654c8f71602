/**
 * Name servers without a network for the tests of waitForPropagation: each says what its script says at that
 * moment of virtual time, and every question is written down.
 */
import { deadlineIn } from '../../../../functions/engine/deadline.ts';
import { waitForPropagation } from '../../../../functions/engine/dns/propagation.ts';
import type { Rrset } from '../../../../functions/engine/dns/propagation-progress.ts';
import type { PropagationRequest } from '../../../../functions/engine/dns/propagation-wait.ts';
import type { NameServerAddress, Resolver, TxtAnswer } from '../../../../functions/engine/ports/dns.ts';
import { parentAgrees } from '../../../support/builders.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

export const NOW = '2026-11-23T06:00:00.000Z';
export const RUN_MS = 240_000;
export const APEX: Rrset = {
  zoneName: 'example.com',
  name: '_acme-challenge.example.com',
  values: ['a', 'b'],
};
export const WWW: Rrset = { zoneName: 'example.com', name: '_acme-challenge.www.example.com', values: ['w'] };
export const ORG: Rrset = { zoneName: 'example.org', name: '_acme-challenge.example.org', values: ['o'] };

export const has = (...values: string[]): TxtAnswer => ({ kind: 'answer', values });
export const silent: TxtAnswer = { kind: 'failure', reason: 'no answer in 2 s', silent: true };
export const fails = (reason: string): TxtAnswer => ({ kind: 'failure', reason });

/** What a server says to a question, by the milliseconds since the start, and how long it takes to say it. */
type Script = (elapsedMs: number, name: string) => TxtAnswer;
type ScriptedServer = { says: Script; takesMs?: number };

/** Name servers by address; each zone is on all of them unless `zones` says otherwise. */
export function createWorld(
  servers: Record<string, ScriptedServer>,
  zones: Record<string, string[]> = {},
  portIsClosed = false,
) {
  const clock = createManualClock(NOW);
  const elapsed = () => clock.now().getTime() - Date.parse(NOW);
  const asked: { address: string; name: string; atMs: number }[] = [];
  const zonesAsked: string[] = [];
  const resolver: Resolver = {
    findNameServers: async (zoneName) => {
      zonesAsked.push(zoneName);
      const addresses = zones[zoneName] ?? Object.keys(servers);
      return addresses.map((address) => ({ nameServer: `ns-${address}`, address, port: 53 }));
    },
    askTxt: async ({ address }: NameServerAddress, name, deadline) => {
      asked.push({ address, name, atMs: elapsed() });
      const server = servers[address];
      if (server?.takesMs) await clock.sleep(server.takesMs, deadline);
      return server?.says(elapsed(), name) ?? fails('not in this test');
    },
    ...parentAgrees,
    canAskAuthorities: async () => !portIsClosed,
  };
  return { clock, elapsed, asked, zonesAsked, resolver };
}

type World = { clock: ManualClock; resolver: Resolver };

export function wait(world: World, rrsets: Rrset[], options: Partial<PropagationRequest> = {}) {
  const deadline = deadlineIn(RUN_MS, world.clock);
  const { clock, resolver } = world;
  return waitForPropagation({
    rrsets,
    resolver,
    clock,
    deadline,
    timeoutMs: 120_000,
    closedPortWaitMs: 60_000,
    emit: () => undefined,
    ...options,
  });
}
