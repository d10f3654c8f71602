/** Asks for the SOA over one transport alone, over real sockets. */
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import {
  type AskedQuestion,
  AUTHORITATIVE,
  replyTo,
  type Script,
  startDnsServer,
  TRUNCATED,
} from '../../support/scripted-dns-server.ts';
import { steadyClock } from '../../support/steady-clock.ts';

const ZONE = 'example.com';
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;

const SOA = {
  type: 'SOA' as const,
  name: 'Example.COM',
  ttl: 60,
  data: { mname: 'NS1.dnscale.test', rname: 'hostmaster.dnscale.test', serial: 2026112401 },
};

const REFERRAL = {
  flags: 0,
  authorities: [{ type: 'NS' as const, name: ZONE, ttl: 60, data: 'ns1.elsewhere.test' }],
};

const soaOnly = (question: AskedQuestion) => replyTo(question, { answers: [SOA] });

async function askSoa(
  script: Script,
  transport: 'udp' | 'tcp',
  listensOn: ('udp' | 'tcp')[] = ['udp', 'tcp'],
) {
  const server = await startDnsServer(script, { transports: listensOn });
  const resolver = createResolver({
    clock: steadyClock,
    allowPrivateNameServers: true,
    recursiveServers: [],
    queryTimeoutMs: 100,
  });
  const nameServer = { nameServer: 'ns1.dnscale.test', address: server.address, port: server.port };
  const answer = await resolver.askSoa(nameServer, ZONE, transport, deadlineIn(5_000, systemClock));
  return { answer, transports: server.asked.map((question) => question.transport) };
}

describe('askSoa', () => {
  it.each(['udp', 'tcp'] as const)(
    'tells serial and primary over %s, and asks over nothing else',
    async (transport) => {
      expect(await askSoa(soaOnly, transport)).toEqual({
        answer: { kind: 'answer', serial: 2026112401, primary: 'ns1.dnscale.test' },
        transports: [transport],
      });
    },
  );

  it('does not let TCP cover for a silent UDP', async () => {
    expect(await askSoa(soaOnly, 'udp', ['tcp'])).toEqual({
      answer: { kind: 'failure', reason: 'no answer in 0.1 s', silent: true },
      transports: [],
    });
  });

  it('does not let UDP cover for a closed TCP', async () => {
    expect((await askSoa(soaOnly, 'tcp', ['udp'])).answer).toEqual({
      kind: 'failure',
      reason: 'connection refused',
      silent: true,
    });
  });

  it.each<[string, Script, string]>([
    ['refuses', (question) => replyTo(question, { flags: AUTHORITATIVE | REFUSED }), 'REFUSED'],
    [
      'is lame',
      (question) => replyTo(question, { flags: 0, answers: [SOA] }),
      'answers without authority (lame)',
    ],
    ['fails', (question) => replyTo(question, { flags: SERVFAIL }), 'SERVFAIL'],
    [
      'does not know the zone',
      (question) => replyTo(question, { flags: AUTHORITATIVE | NXDOMAIN }),
      'NXDOMAIN',
    ],
    ['refers to others', (question) => replyTo(question, REFERRAL), 'answers without authority (lame)'],
    ['has no SOA', (question) => replyTo(question), 'has no SOA record'],
    [
      'has the SOA of another zone',
      (question) => replyTo(question, { answers: [{ ...SOA, name: 'com' }] }),
      'has no SOA record',
    ],
    ['truncates', (question) => replyTo(question, { flags: AUTHORITATIVE | TRUNCATED }), 'answer truncated'],
  ])('says that a server %s', async (_, script, reason) => {
    expect((await askSoa(script, 'udp')).answer).toEqual({ kind: 'failure', reason });
  });

  it('fails with deadline-exceeded as soon as the deadline has passed', async () => {
    const { address, port } = await startDnsServer(() => undefined);
    const resolver = createResolver({
      clock: steadyClock,
      allowPrivateNameServers: true,
      recursiveServers: [],
      queryTimeoutMs: 20_000,
    });
    const server = { nameServer: 'ns1.dnscale.test', address, port };

    await expect(resolver.askSoa(server, ZONE, 'tcp', deadlineIn(50, systemClock))).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});
