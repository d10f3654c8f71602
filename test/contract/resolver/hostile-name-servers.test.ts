/** Attacks by the addresses of a zone's name servers, which its owner chooses, over real sockets. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Answer } from 'dns-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createResolver } from '../../../functions/resolver/create-resolver.ts';
import { replyTo, type Script, startDnsServer } from '../../support/scripted-dns-server.ts';

const ZONE = 'example.com';

/** Answers like a recursive server; the name servers have these addresses. */
const knowing =
  (addresses: Record<string, string[]>): Script =>
  (question) => {
    const [{ name, type } = { name: '', type: '' }] = question.packet.questions ?? [];
    const truncated = question.transport === 'udp' && (addresses[name]?.length ?? 0) > 20;
    if (truncated) return replyTo(question, { flags: 0x380 });
    const servers = name === ZONE && type === 'NS' ? Object.keys(addresses) : [];
    const wanted = (addresses[name] ?? []).filter((one) => (one.includes(':') ? 'AAAA' : 'A') === type);
    const answers: Answer[] = [
      ...servers.map((data) => ({ type: 'NS' as const, name, ttl: 60, data })),
      ...wanted.map((data) => ({ type: type as 'A' | 'AAAA', name, ttl: 60, data })),
    ];
    return replyTo(question, { flags: 0x180, answers });
  };

async function find(addresses: Record<string, string[]>, nameServerPort = 53) {
  const { port } = await startDnsServer(knowing(addresses));
  const resolver = createResolver({
    clock: systemClock,
    recursiveServers: [`127.0.0.1:${port}`],
    nameServerPort,
    queryTimeoutMs: 1_000,
  });
  return resolver.findNameServers(ZONE, deadlineIn(20_000, systemClock));
}

/** Where the resolver says SERVFAIL to some questions. */
async function findDespite(
  addresses: Record<string, string[]>,
  fails: (asked: { name: string; type: string }) => boolean,
) {
  const known = knowing(addresses);
  const { port } = await startDnsServer((question) => {
    const [asked] = question.packet.questions ?? [];
    return asked && fails(asked) ? replyTo(question, { flags: 2 }) : known(question);
  });
  const resolver = createResolver({
    clock: systemClock,
    recursiveServers: [`127.0.0.1:${port}`],
    queryTimeoutMs: 100,
  });
  return resolver.findNameServers(ZONE, deadlineIn(20_000, systemClock));
}

describe('name servers at addresses that nobody has on the Internet', () => {
  it('are left out, while the others are asked', async () => {
    const servers = await find({
      'evil.test': [
        '169.254.169.254',
        '127.0.0.1',
        '10.0.0.1',
        '::1',
        '::ffff:169.254.169.254',
        'fd00:ec2::254',
      ],
      'good.test': ['8.8.8.8'],
    });

    expect(servers).toEqual([{ nameServer: 'good.test', address: '8.8.8.8', port: 53 }]);
  });

  it('fail when a zone has no others, and the error says how to allow them', async () => {
    await expect(find({ 'evil.test': ['169.254.169.254'] })).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      message: expect.stringMatching(/evil\.test have no public address\..*set dns\.allowPrivateNameServers/),
    });
  });

  it('fail for a person also where the look-up of the IPv6 addresses fails', async () => {
    const found = findDespite({ 'evil.test': ['10.0.0.1'] }, ({ type }) => type === 'AAAA');

    await expect(found).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'person',
      message: expect.stringContaining('its name servers evil.test have no public address. At the registrar'),
    });
  });

  it('fail for the next run where another name server could not be asked for: it may have a public one', async () => {
    const addresses = { 'evil.test': ['10.0.0.1'], 'good.test': ['8.8.8.8'] };
    const found = findDespite(addresses, ({ name }) => name === 'good.test');

    await expect(found).rejects.toMatchObject({
      code: 'not-delegated',
      disposition: 'next-run',
      message: expect.stringContaining('no address of evil.test, good.test is known, as the resolver'),
    });
  });

  it('are sent nothing, not by the parent’s referral either', async () => {
    const victim = await startDnsServer((question) => replyTo(question), { address: '127.0.0.2' });
    const parent: Script = (question) => {
      const [{ name, type } = { name: '', type: '' }] = question.packet.questions ?? [];
      if (type === 'NS') return replyTo(question, { answers: [{ type, name, ttl: 60, data: 'evil.test' }] });
      return replyTo(question, { answers: type === 'A' ? [{ type, name, ttl: 60, data: '127.0.0.2' }] : [] });
    };
    const { port } = await startDnsServer(parent);
    const resolver = createResolver({
      clock: systemClock,
      recursiveServers: [`127.0.0.1:${port}`],
      nameServerPort: victim.port,
      queryTimeoutMs: 300,
    });
    const deadline = deadlineIn(10_000, systemClock);
    const found = [{ nameServer: 'ns1.test', address: '127.0.0.3', port: victim.port }];

    await resolver.readDelegation(ZONE, found, deadline);
    await resolver.canAskAuthorities(ZONE, found, deadline);
    await resolver.lookUpCaa(ZONE, deadline);

    expect(victim.asked).toEqual([]);
  });
});

describe('a zone with thousands of addresses', () => {
  const many = (first: number) => Array.from({ length: 2_447 }, (_, i) => `${first}.0.${i >> 8}.${i & 255}`);

  it('costs 32 of 9,788, some of each server', async () => {
    const servers = await find({
      'a.test': many(5),
      'b.test': many(6),
      'c.test': many(8),
      'd.test': many(9),
      'small.test': ['1.1.1.1'],
    });

    const names = servers.map(({ nameServer }) => nameServer);
    expect(servers).toHaveLength(32);
    expect(names.filter((name) => name === 'a.test')).toHaveLength(8);
    expect(names.filter((name) => name === 'd.test')).toHaveLength(7);
    expect(servers.at(-1)).toEqual({ nameServer: 'small.test', address: '1.1.1.1', port: 53 });
  });
});

describe('two thousand questions at once to silent servers', () => {
  it('have 512 sockets between them', async () => {
    const silent = createSocket('udp4').bind(0, '0.0.0.0');
    onTestFinished(() => {
      silent.close();
    });
    await once(silent, 'listening');
    const { port } = silent.address();
    const resolver = createResolver({ clock: systemClock, recursiveServers: [], queryTimeoutMs: 200 });
    const openFiles = () => readdirSync('/dev/fd').length;
    const before = openFiles();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, openFiles() - before);
    }, 20);
    onTestFinished(() => clearInterval(watch));

    const answers = await Promise.all(
      Array.from({ length: 2_000 }, (_, i) => {
        const server = { nameServer: 'ns.test', address: `127.1.${i >> 8}.${i & 255}`, port };
        return resolver.askTxt(server, ZONE, deadlineIn(25_000, systemClock));
      }),
    );

    expect(answers.filter(({ kind }) => kind === 'answer')).toEqual([]);
    expect(most).toBeGreaterThan(100);
    expect(most).toBeLessThan(600);
  });
});
