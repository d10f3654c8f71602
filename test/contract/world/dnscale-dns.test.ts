/** Replaces DNScale's authoritative name servers: asked by c-ares (Node's resolver) and by bare packets. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import packet, { type RecordType } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';

let dnscale: Dnscale;
let now: number;

beforeEach(async () => {
  now = 1000;
  dnscale = await startDnscale({ now: () => now });
  dnscale.addZone('example.test');
});
afterEach(() => dnscale.stop());

/** c-ares, asking one name server only. */
function resolverFor(index: number, timeout = 3_000): Resolver {
  const { address } = dnscale.nameServers[index] ?? { address: '' };
  const resolver = new Resolver({ timeout, tries: 1 });
  resolver.setServers([
    address.includes(':') ? `[${address}]:${dnscale.dnsPort}` : `${address}:${dnscale.dnsPort}`,
  ]);
  return resolver;
}

/** One bare UDP exchange with the first name server (127.0.0.1). */
async function exchange(name: string, type: RecordType, udpPayloadSize?: number) {
  const socket = createSocket('udp4');
  const edns = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: udpPayloadSize ?? 0,
    flags: 0,
    options: [],
  } as never;
  const questions = [{ name, type }];
  const answer = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  socket.send(
    packet.encode({ type: 'query', id: 7, questions, additionals: udpPayloadSize ? [edns] : [] }),
    dnscale.dnsPort,
    '127.0.0.1',
  );
  const bytes = await answer;
  socket.close();
  const { flag_aa, flag_tc, flags = 0, answers = [], authorities = [] } = packet.decode(bytes);
  return { flag_aa, flag_tc, rcode: flags & 0xf, answers, authorities, size: bytes.length };
}

async function writeTxt(content: string): Promise<void> {
  const zones = await fetch(`${dnscale.apiUrl}/zones`, { headers: { authorization: bearer() } });
  const { data } = (await zones.json()) as { data: { zones: { id: string }[] } };
  const response = await fetch(`${dnscale.apiUrl}/zones/${data.zones[0]?.id}/records`, {
    method: 'POST',
    headers: { authorization: bearer() },
    body: JSON.stringify({ name: '_acme-challenge', type: 'TXT', content, ttl: 120 }),
  });
  expect(response.status).toBe(201);
}

const bearer = () => `Bearer ${dnscale.addToken()}`;

describe('name servers', () => {
  it('listen on one port of at least two addresses and know their own names', async () => {
    const addresses = dnscale.nameServers.map(({ address }) => address);

    expect(new Set(addresses).size).toBeGreaterThanOrEqual(2);
    expect((await resolverFor(1).resolveNs('example.test')).sort()).toEqual(
      dnscale.nameServers.map(({ name }) => name),
    );
    expect(await resolverFor(0).resolve4('ns1.dnscale.test')).toEqual(['127.0.0.1']);
  });

  it('answer every type that a zone is seeded with', async () => {
    dnscale.addRecord('example.test', { name: '@', type: 'A', content: '192.0.2.1' });
    dnscale.addRecord('example.test', { name: '@', type: 'AAAA', content: '2001:db8::1' });
    dnscale.addRecord('example.test', { name: '@', type: 'CAA', content: '0 issue "letsencrypt.org"' });
    dnscale.addRecord('example.test', { name: 'www', type: 'CNAME', content: 'example.test.' });
    dnscale.addRecord('example.test', { name: '*.wild', type: 'TXT', content: 'any' });
    const resolver = resolverFor(0);

    expect(await resolver.resolve4('www.example.test')).toEqual(['192.0.2.1']);
    expect(await resolver.resolve6('EXAMPLE.test')).toEqual(['2001:db8::1']);
    expect(await resolver.resolveCaa('example.test')).toMatchObject([
      { critical: 0, issue: 'letsencrypt.org' },
    ]);
    expect(await resolver.resolveCname('www.example.test')).toEqual(['example.test']);
    expect(await resolver.resolveTxt('a.b.wild.example.test')).toEqual([['any']]);
    expect(await resolver.resolveSoa('example.test')).toMatchObject({
      nsname: 'ns1.dnscale.test',
      serial: 1,
    });
  });

  it('answer with authority: data, NODATA, NXDOMAIN with the SOA, REFUSED for other zones', async () => {
    dnscale.addRecord('example.test', { name: 'a.b', type: 'TXT', content: 'x' });

    const seen = [];
    for (const name of ['a.b.example.test', 'b.example.test', 'c.example.test', 'badexample.test']) {
      const { flag_aa, rcode, answers, authorities } = await exchange(name, 'TXT');
      seen.push([name, flag_aa, rcode, answers.length, authorities.map(({ type }) => type)]);
    }

    expect(seen).toEqual([
      ['a.b.example.test', true, 0, 1, []],
      ['b.example.test', true, 0, 0, ['SOA']],
      ['c.example.test', true, 3, 0, ['SOA']],
      ['badexample.test', false, 5, 0, []],
    ]);
  });

  it('truncate above 512 octets without EDNS and above 1232 with, and tell all over TCP', async () => {
    for (let i = 0; i < 8; i += 1) {
      dnscale.addRecord('example.test', { name: 'eight', type: 'TXT', content: `${i}`.repeat(60) });
    }
    for (let i = 0; i < 20; i += 1) {
      dnscale.addRecord('example.test', { name: 'twenty', type: 'TXT', content: `${i % 10}`.repeat(60 + i) });
    }

    expect(await exchange('eight.example.test', 'TXT')).toMatchObject({ flag_tc: true, answers: [] });
    expect(await exchange('eight.example.test', 'TXT', 4096)).toMatchObject({ flag_tc: false, rcode: 0 });
    expect(await exchange('twenty.example.test', 'TXT', 4096)).toMatchObject({ flag_tc: true, answers: [] });
    expect(await resolverFor(0).resolveTxt('twenty.example.test')).toHaveLength(20);
    expect(dnscale.dnsQueries.at(-1)).toMatchObject({ server: 'ns1.dnscale.test', transport: 'tcp' });
  });
});

describe('setServer', () => {
  it('shows a write after the lag of each server, and a removal too', async () => {
    dnscale.setServer('ns1.dnscale.test', { lagMs: 0 });
    dnscale.setServer('ns2.dnscale.test', { lagMs: 2000 });
    await writeTxt('one');

    expect(await resolverFor(0).resolveTxt('_acme-challenge.example.test')).toEqual([['one']]);
    now += 1999;
    await expect(resolverFor(1).resolveTxt('_acme-challenge.example.test')).rejects.toThrow('ENOTFOUND');
    now += 1;
    expect(await resolverFor(1).resolveTxt('_acme-challenge.example.test')).toEqual([['one']]);
  });

  it('make a host that only a wildcard makes an empty name while a value stands below it (RFC 4592 §2.2.2)', async () => {
    dnscale.addRecord('example.test', { name: '*', type: 'A', content: '192.0.2.80' });
    expect(await resolverFor(1).resolve4('shop.example.test')).toEqual(['192.0.2.80']);

    dnscale.addRecord('example.test', { name: '_acme-challenge.shop', type: 'TXT', content: 'one' });

    expect(await exchange('shop.example.test', 'A')).toMatchObject({
      rcode: 0,
      answers: [],
      authorities: [{ type: 'SOA', name: 'example.test' }],
    });
    expect(await exchange('x._acme-challenge.shop.example.test', 'A')).toMatchObject({ rcode: 3 });
    expect(await resolverFor(1).resolve4('other.example.test')).toEqual(['192.0.2.80']);
  });

  it('never shows a write with an infinite lag, until the lag is taken away', async () => {
    dnscale.addRecord('example.test', { name: '_acme-challenge', type: 'TXT', content: 'seeded' });
    dnscale.setServer('ns1.dnscale.test', { lagMs: Number.POSITIVE_INFINITY });
    await writeTxt('one');
    now += 1e9;

    expect(await resolverFor(0).resolveTxt('_acme-challenge.example.test')).toEqual([['seeded']]);
    dnscale.setServer('ns1.dnscale.test', { lagMs: 0 });
    expect(await resolverFor(0).resolveTxt('_acme-challenge.example.test')).toEqual([['seeded'], ['one']]);
  });

  it.each([
    ['silent', 'ETIMEOUT'],
    ['refused', 'EREFUSED'],
    ['servfail', 'ESERVFAIL'],
  ] as const)('makes a server %s', async (mode, code) => {
    dnscale.setServer('ns1.dnscale.test', { mode });

    await expect(resolverFor(0).resolveSoa('example.test')).rejects.toThrow(code);
    expect(await resolverFor(1).resolveSoa('example.test')).toMatchObject({ serial: 1 });
  });

  it('makes a server lame: the records, but not the AA flag', async () => {
    dnscale.setServer('ns1.dnscale.test', { mode: 'lame' });

    expect(await exchange('example.test', 'NS')).toMatchObject({ flag_aa: false, rcode: 0 });
  });

  it('makes a server answer over TCP only, or not even there', async () => {
    dnscale.setServer('ns1.dnscale.test', { mode: 'truncate' });
    expect(await exchange('example.test', 'NS', 1232)).toMatchObject({ flag_tc: true, answers: [] });
    expect(await resolverFor(0).resolveSoa('example.test')).toMatchObject({ serial: 1 });

    dnscale.setServer('ns1.dnscale.test', { mode: 'noTcp' });
    await expect(resolverFor(0).resolveSoa('example.test')).rejects.toThrow();
  });

  it('fails for a server that there is not, naming those there are', () => {
    expect(() => dnscale.setServer('ns9.dnscale.test', {})).toThrow('ns1.dnscale.test');
  });
});

describe('startDnscale', () => {
  it('leaves out addresses that the machine lacks', async () => {
    const other = await startDnscale({ addresses: ['127.0.0.1', '203.0.113.1', '::1'] });

    expect(other.nameServers).toEqual([
      { name: 'ns1.dnscale.test', address: '127.0.0.1' },
      { name: 'ns2.dnscale.test', address: '::1' },
    ]);
    await other.stop();
  });

  it('fails with a clear error when fewer than two addresses work', async () => {
    await expect(startDnscale({ addresses: ['127.0.0.1', '203.0.113.1'] })).rejects.toThrow(
      'needs two loopback addresses',
    );
  });
});
