/** Replaces the CA's recursive resolver: the emulator's caching forwarder, asked by c-ares (Node's resolver). */
import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';

let dnscale: Dnscale;
let resolver: Resolver;
let now: number;

beforeEach(async () => {
  now = 0;
  dnscale = await startDnscale({ now: () => now });
  dnscale.addZone('example.test');
  resolver = new Resolver({ timeout: 3000, tries: 1 });
  resolver.setServers([dnscale.resolverAddress]);
});
afterEach(() => dnscale.stop());

const seedTxt = (name: string, content: string) =>
  dnscale.addRecord('example.test', { name, type: 'TXT', content, ttl: 120 });

describe('resolver', () => {
  it('finds a zone’s name servers and their addresses', async () => {
    const names = (await resolver.resolveNs('example.test')).sort();

    expect(names).toEqual(dnscale.nameServers.map(({ name }) => name));
    expect(await resolver.resolve4('ns1.dnscale.test')).toEqual(['127.0.0.1']);
  });

  it('keeps a negative answer for 60 seconds', async () => {
    await expect(resolver.resolveTxt('_acme-challenge.example.test')).rejects.toThrow('ENOTFOUND');
    seedTxt('_acme-challenge', 'one');
    now = 59_999;
    await expect(resolver.resolveTxt('_acme-challenge.example.test')).rejects.toThrow('ENOTFOUND');

    now = 60_000;

    expect(await resolver.resolveTxt('_acme-challenge.example.test')).toEqual([['one']]);
  });

  it('keeps an RRset for 60 seconds, so that a second value is not seen before', async () => {
    seedTxt('_acme-challenge', 'one');
    await resolver.resolveTxt('_acme-challenge.example.test');
    seedTxt('_acme-challenge', 'two');
    const queries = dnscale.dnsQueries.length;

    expect(await resolver.resolveTxt('_acme-challenge.example.test')).toEqual([['one']]);
    expect(dnscale.dnsQueries).toHaveLength(queries);
    dnscale.flushResolver();
    expect(await resolver.resolveTxt('_acme-challenge.example.test')).toEqual([['one'], ['two']]);
  });

  it('follows CNAMEs from zone to zone', async () => {
    dnscale.addZone('other.test');
    dnscale.addRecord('other.test', { name: 'target', type: 'TXT', content: 'there' });
    dnscale.addRecord('example.test', { name: 'a', type: 'CNAME', content: 'b.example.test.' });
    dnscale.addRecord('example.test', { name: 'b', type: 'CNAME', content: 'target.other.test.' });

    expect(await resolver.resolveTxt('a.example.test')).toEqual([['there']]);
  });

  it('fails with SERVFAIL for CNAMEs that go round in a circle', async () => {
    dnscale.addZone('other.test');
    dnscale.addRecord('example.test', { name: 'a', type: 'CNAME', content: 'b.other.test.' });
    dnscale.addRecord('other.test', { name: 'b', type: 'CNAME', content: 'a.example.test.' });

    await expect(resolver.resolveTxt('a.example.test')).rejects.toThrow('ESERVFAIL');
  });

  it('asks the next name server when one is silent, lame or refuses', async () => {
    const [first, second, ...others] = dnscale.nameServers.map(({ name }) => name);
    for (const name of [first, ...others]) dnscale.setServer(name ?? '', { mode: 'lame' });
    seedTxt('a', 'one');

    expect(await resolver.resolveTxt('a.example.test')).toEqual([['one']]);
    expect(dnscale.dnsQueries.at(-1)?.server).toBe(second);
  });

  it('asks every name server before it gives up, however many questions come at once', async () => {
    const [, ...others] = dnscale.nameServers.map(({ name }) => name);
    for (const name of others) dnscale.setServer(name, { mode: 'noTcp' });
    const names = Array.from({ length: 20 }, (_, i) => `n${i}`);
    for (const name of names) seedTxt(name, 'one');

    const answers = await Promise.all(names.map((name) => resolver.resolveTxt(`${name}.example.test`)));

    expect(answers.flat(2)).toEqual(names.map(() => 'one'));
  });

  it('asks over TCP when a name server truncates', async () => {
    for (const { name } of dnscale.nameServers) dnscale.setServer(name, { mode: 'truncate' });
    seedTxt('a', 'one');

    expect(await resolver.resolveTxt('a.example.test')).toEqual([['one']]);
  });

  it('says SERVFAIL, uncached, when no name server answers', async () => {
    for (const { name } of dnscale.nameServers) dnscale.setServer(name, { mode: 'servfail' });
    seedTxt('a', 'one');
    await expect(resolver.resolveTxt('a.example.test')).rejects.toThrow('ESERVFAIL');

    for (const { name } of dnscale.nameServers) dnscale.setServer(name, { mode: 'normal' });

    expect(await resolver.resolveTxt('a.example.test')).toEqual([['one']]);
  });

  it('knows nothing of a zone that is not delegated', async () => {
    dnscale.addZone('parked.test', { delegated: false });

    await expect(resolver.resolveNs('parked.test')).rejects.toThrow('ENOTFOUND');
  });
});
