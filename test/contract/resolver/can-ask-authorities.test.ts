/** Tells a closed port from servers that are down, over real sockets. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  replyTo,
  type Script,
  startDnsServer,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const ZONE = 'www.example.com';
const REFUSED = 5;
const NXDOMAIN = 3;

type Delegations = Record<string, string[]>;

/** Knows these zones, with the addresses of their name servers: `ns-127.0.0.2` has 127.0.0.2. */
const recursive =
  (delegations: Delegations): Script =>
  (question) => {
    const [{ name, type } = { name: '', type: '' }] = question.packet.questions ?? [];
    const addresses = delegations[name] ?? [];
    if (type === 'NS' && addresses.length > 0) {
      const answers = addresses.map((a) => ({ type: 'NS' as const, name, ttl: 60, data: `ns-${a}` }));
      return replyTo(question, { answers });
    }
    const address = addressIn(name);
    if (address && type === typeOf(address)) {
      return replyTo(question, { answers: [{ type, name, ttl: 60, data: address }] });
    }
    return replyTo(question, { flags: type === 'NS' ? NXDOMAIN : 0 });
  };

const addressIn = (name: string) => /^ns-(.+)$/.exec(name)?.[1];
const typeOf = (address: string) => (address.includes(':') ? 'AAAA' : 'A');

/** Servers at these addresses on one port, each with its script. */
async function startServers(scripts: Record<string, Script>): Promise<number> {
  let port = 0;
  for (const [address, script] of Object.entries(scripts)) {
    port = (await startDnsServer(script, { address, port })).port;
  }
  return port;
}

async function canAsk(
  delegations: Delegations,
  scripts: Record<string, Script>,
  { queryTimeoutMs = 100, deadlineMs = 10_000, silentAt = '127.0.0.2' } = {},
): Promise<boolean> {
  const nameServerPort = await startServers(scripts);
  const { port } = await startDnsServer(recursive(delegations));
  const resolver = createResolver({
    allowPrivateNameServers: true,
    clock: steadyClock,
    recursiveServers: [`127.0.0.1:${port}`],
    nameServerPort,
    queryTimeoutMs,
  });
  const silentServers = [{ nameServer: 'ns1.test', address: silentAt, port: nameServerPort || 53 }];
  return resolver.canAskAuthorities(ZONE, silentServers, deadlineIn(deadlineMs, systemClock));
}

const silent: Script = () => undefined;
const good = (question: AskedQuestion) => replyTo(question);
const refusing = (question: AskedQuestion) => replyTo(question, { flags: REFUSED });

describe('canAskAuthorities', () => {
  it.each<[string, Script]>([
    ['answers', good],
    ['refuses', refusing],
    [
      'truncates',
      (question) => (question.transport === 'udp' ? replyTo(question, { flags: 0x200 }) : undefined),
    ],
  ])('is true when the parent’s server %s', async (_, script) => {
    expect(await canAsk({ com: ['127.0.0.2'] }, { '127.0.0.2': script })).toBe(true);
  });

  it('is true when one of a parent’s servers answers, without waiting for those that are silent', async () => {
    const startedAtMs = performance.now();

    const answer = await canAsk(
      { com: ['127.0.0.2', '127.0.0.3'] },
      { '127.0.0.2': silent, '127.0.0.3': good },
      { queryTimeoutMs: 20_000, deadlineMs: 30_000 },
    );

    expect(answer).toBe(true);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });

  it('is true when the nearest parent is silent, but one above it answers', async () => {
    const delegations = { 'example.com': ['127.0.0.2'], com: ['127.0.0.3'] };

    expect(await canAsk(delegations, { '127.0.0.2': silent, '127.0.0.3': good })).toBe(true);
  });

  it('is false when the servers of all parents are silent', async () => {
    const delegations = { 'example.com': ['127.0.0.2'], com: ['127.0.0.3', '127.0.0.4'] };

    expect(await canAsk(delegations, { '127.0.0.2': silent, '127.0.0.3': silent, '127.0.0.4': silent })).toBe(
      false,
    );
  });

  it('does not ask the servers of the zone itself', async () => {
    const delegations = { [ZONE]: ['127.0.0.2'], com: ['127.0.0.3'] };

    expect(await canAsk(delegations, { '127.0.0.2': good, '127.0.0.3': silent })).toBe(false);
  });

  it('is false when this host has no route to any address of the zone: it lacks IPv6', async () => {
    // A link-local address without its interface has a route on no host.
    expect(await canAsk({ com: ['127.0.0.3'] }, { '127.0.0.3': good }, { silentAt: 'fe80::1' })).toBe(false);
  });

  it('is false when no server answers over IPv6, and the zone has no other addresses', async () => {
    const delegations = { com: ['127.0.0.3', '::1'] };

    expect(await canAsk(delegations, { '127.0.0.3': good, '::1': silent }, { silentAt: '::1' })).toBe(false);
    expect(await canAsk(delegations, { '127.0.0.4': silent, '::1': good }, { silentAt: '::1' })).toBe(true);
  });

  it('is true when no parent zone is found, as nothing is known then', async () => {
    expect(await canAsk({}, {})).toBe(true);
  });

  it('fails with deadline-exceeded as soon as the deadline has passed, not after its tries', async () => {
    const asking = canAsk(
      { com: ['127.0.0.2'] },
      { '127.0.0.2': silent },
      { queryTimeoutMs: 20_000, deadlineMs: 200 },
    );

    await expect(asking).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});
