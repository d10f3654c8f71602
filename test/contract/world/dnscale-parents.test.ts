/** Replaces what stands above a zone: its parent's delegation, the parent zones themselves, and a validating resolver. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import packet, { type DecodedPacket, type RecordType } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';

let dnscale: Dnscale;
let resolver: Resolver;

beforeEach(async () => {
  dnscale = await startDnscale({ cacheSeconds: 0 });
  resolver = new Resolver({ timeout: 3_000, tries: 1 });
  resolver.setServers([dnscale.resolverAddress]);
});
afterEach(() => dnscale.stop());

/** One bare exchange with the forwarder, with EDNS. */
async function ask(name: string, type: RecordType, flags = 0): Promise<DecodedPacket> {
  const socket = createSocket('udp4');
  onTestFinished(() => {
    socket.close();
  });
  const wire = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  const edns = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options: [] } as never;
  const question = { questions: [{ name, type }], additionals: [edns] };
  const [host, port] = dnscale.resolverAddress.split(':');
  socket.send(
    packet.encode({ type: 'query', id: 7, flags: flags | packet.RECURSION_DESIRED, ...question }),
    Number(port),
    host,
  );
  return packet.decode(await wire);
}

/** Info code and text of an extended error. */
function extendedErrorOf({ additionals = [] }: DecodedPacket) {
  const options = additionals.flatMap((record) => (record.type === 'OPT' ? record.options : []));
  const data = options.find(({ code }) => Number(code) === 15)?.data;
  return Buffer.isBuffer(data) ? [data.readUInt16BE(0), data.toString('utf8', 2)] : undefined;
}

describe('a zone that is delegated elsewhere', () => {
  beforeEach(() => {
    dnscale.addZone('elsewhere.test', { listed: false });
    dnscale.addRecord('elsewhere.test', { name: 'ns9', type: 'A', content: '127.0.0.2' });
    dnscale.addZone('moved.test', { delegatedTo: ['ns9.elsewhere.test'] });
  });

  it('is listed at DNScale, while the resolver finds servers elsewhere', async () => {
    const response = await fetch(`${dnscale.apiUrl}/zones`, {
      headers: { authorization: `Bearer ${dnscale.addToken()}` },
    });

    expect(await response.json()).toMatchObject({ data: { zones: [{ name: 'moved.test' }] } });
    expect(await resolver.resolveNs('moved.test')).toEqual(['ns9.elsewhere.test']);
  });

  it('is asked for there and nowhere else', async () => {
    dnscale.addRecord('moved.test', { name: 'a', type: 'TXT', content: 'one' });
    const before = dnscale.dnsQueries.length;

    expect(await resolver.resolveTxt('a.moved.test')).toEqual([['one']]);

    expect(dnscale.dnsQueries.slice(before)).toMatchObject([{ server: 'ns2.dnscale.test' }]);
  });

  it('fails with SERVFAIL where those servers have no address', async () => {
    dnscale.addZone('lost.test', { delegatedTo: ['ns1.nowhere.test'] });

    await expect(resolver.resolveTxt('a.lost.test')).rejects.toThrow('ESERVFAIL');
  });
});

describe('a parent zone', () => {
  it('is seeded as any other zone, and shadows none below it', async () => {
    dnscale.addZone('test', { listed: false, nameServers: ['ns1.dnscale.test'] });
    dnscale.addZone('example.test');

    expect(await resolver.resolveNs('test')).toEqual(['ns1.dnscale.test']);
    expect(await resolver.resolveNs('example.test')).toHaveLength(dnscale.nameServers.length);
    await expect(resolver.resolveNs('undelegated.test')).rejects.toThrow('ENOTFOUND');
  });
});

describe('a zone whose DNSSEC is broken', () => {
  it('fails with SERVFAIL and says why, unless checking is disabled', async () => {
    dnscale.addZone('broken.test', { dnssec: 'bogus' });
    dnscale.addRecord('broken.test', { name: 'a', type: 'TXT', content: 'one' });

    const checked = await ask('a.broken.test', 'TXT');
    const unchecked = await ask('a.broken.test', 'TXT', packet.CHECKING_DISABLED | packet.AUTHENTIC_DATA);

    expect(checked).toMatchObject({ rcode: 'SERVFAIL', answers: [] });
    expect(extendedErrorOf(checked)).toEqual([
      6,
      'no signature of a.broken.test fits the DS record of broken.test',
    ]);
    expect(unchecked).toMatchObject({ rcode: 'NOERROR', flag_ad: false, answers: [{ type: 'TXT' }] });
  });

  it('breaks the names that lead into it by CNAME', async () => {
    dnscale.addZone('broken.test', { dnssec: 'bogus' });
    dnscale.addZone('sound.test', { dnssec: 'signed' });
    dnscale.addRecord('sound.test', { name: 'a', type: 'CNAME', content: 'a.broken.test.' });

    const answer = await ask('a.sound.test', 'TXT');

    expect(answer).toMatchObject({ rcode: 'SERVFAIL' });
    expect(extendedErrorOf(answer)).toMatchObject([6, expect.stringContaining('a.broken.test')]);
  });

  it('still has its DS record at the parent', async () => {
    dnscale.addZone('broken.test', { dnssec: 'bogus' });

    expect(await ask('broken.test', 'DS')).toMatchObject({ rcode: 'NOERROR', answers: [{ type: 'DS' }] });
  });
});

describe('a zone that is signed', () => {
  beforeEach(() => {
    dnscale.addZone('signed.test', { dnssec: 'signed' });
    dnscale.addRecord('signed.test', { name: 'a', type: 'TXT', content: 'one' });
  });

  it('is vouched for when the client asks for that', async () => {
    expect(await ask('a.signed.test', 'TXT', packet.AUTHENTIC_DATA)).toMatchObject({ flag_ad: true });
    expect(await ask('no.signed.test', 'TXT', packet.AUTHENTIC_DATA)).toMatchObject({ flag_ad: true });
    expect(await ask('a.signed.test', 'TXT')).toMatchObject({ flag_ad: false });
  });

  it('has a DS record at the parent, which other zones have not', async () => {
    dnscale.addZone('plain.test');

    expect(await ask('signed.test', 'DS')).toMatchObject({ answers: [{ type: 'DS', name: 'signed.test' }] });
    expect(await ask('plain.test', 'DS')).toMatchObject({ rcode: 'NOERROR', answers: [] });
  });

  it('vouches for nothing that a CNAME leads out to', async () => {
    dnscale.addZone('plain.test');
    dnscale.addRecord('plain.test', { name: 'a', type: 'TXT', content: 'two' });
    dnscale.addRecord('signed.test', { name: 'out', type: 'CNAME', content: 'a.plain.test.' });

    const answer = await ask('out.signed.test', 'TXT', packet.AUTHENTIC_DATA);

    expect(answer).toMatchObject({ flag_ad: false, answers: [{ type: 'CNAME' }, { type: 'TXT' }] });
  });
});
