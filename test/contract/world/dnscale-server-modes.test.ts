/** Replaces name servers in trouble: what a client meets at a server after setServer(), asked by bare packets. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import packet, { type DecodedPacket, type RecordType } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dnscale, startDnscale } from '../../support/world/dnscale/dnscale.ts';
import type { Asked, Meeting } from '../../support/world/dnscale/server-modes.ts';

const SERVER = 'ns1.dnscale.test';
/** No server here takes longer, unless it never answers. */
const PATIENCE_MS = 400;

let dnscale: Dnscale;
let now: number;
let meeting: { at: Asked['server']; meets: Meeting } | undefined;

beforeEach(async () => {
  now = 1000;
  meeting = undefined;
  const meets = ({ server }: Asked) => (server === meeting?.at ? meeting.meets : undefined);
  dnscale = await startDnscale({ now: () => now, cacheSeconds: 0, meets });
  dnscale.addZone('example.test');
  dnscale.addZone('other.test');
});
afterEach(() => dnscale.stop());

const queryFor = (name: string, type: RecordType) =>
  packet.encode({ type: 'query', id: 7, questions: [{ name, type }] });

/** The first server's answer (127.0.0.1) over UDP, or undefined. */
async function overUdp(name: string, type: RecordType = 'SOA'): Promise<DecodedPacket | undefined> {
  const socket = createSocket('udp4');
  const answer = new Promise<DecodedPacket | undefined>((resolve) => {
    socket.once('message', (wire) => resolve(packet.decode(wire)));
    setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  socket.send(queryFor(name, type), dnscale.dnsPort, '127.0.0.1');
  return answer.finally(() => socket.close());
}

/** The same over TCP. */
async function overTcp(name: string, type: RecordType = 'SOA'): Promise<DecodedPacket | undefined> {
  const socket = connect(dnscale.dnsPort, '127.0.0.1');
  const answer = new Promise<DecodedPacket | undefined>((resolve, reject) => {
    socket.once('data', (octets) => resolve(packet.decode(octets.subarray(2))));
    socket.once('error', reject).once('close', () => resolve(undefined));
    setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  socket.write(packet.streamEncode({ type: 'query', id: 7, questions: [{ name, type }] }));
  return answer.finally(() => socket.destroy());
}

async function viaForwarder(name: string): Promise<string[][]> {
  const resolver = new Resolver({ timeout: 3_000, tries: 1 });
  resolver.setServers([dnscale.resolverAddress]);
  return resolver.resolveTxt(name);
}

function serialOf(answer: DecodedPacket | undefined): number | undefined {
  const [record] = answer?.answers ?? [];
  return record?.type === 'SOA' ? record.data.serial : undefined;
}

async function writeTxt(content: string): Promise<void> {
  const authorization = `Bearer ${dnscale.addToken()}`;
  const response = await fetch(`${dnscale.apiUrl}/zones`, { headers: { authorization } });
  const { data } = (await response.json()) as { data: { zones: { id: string }[] } };
  const written = await fetch(`${dnscale.apiUrl}/zones/${data.zones[0]?.id}/records`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ name: 'a', type: 'TXT', content, ttl: 120 }),
  });
  expect(written.status).toBe(201);
}

describe('meets', () => {
  it('has one question meet a lag of its own', async () => {
    await writeTxt('one');
    now += 5_000;

    meeting = { at: SERVER, meets: { lagMs: 6_000 } };
    const lagging = await overUdp('a.example.test', 'TXT');
    meeting = { at: SERVER, meets: { lagMs: 4_000 } };
    const shown = await overUdp('a.example.test', 'TXT');

    expect(lagging?.answers).toEqual([]);
    expect(shown?.answers).toMatchObject([{ type: 'TXT', name: 'a.example.test' }]);
  });

  it('has one question be lost, at a name server or at the resolver', async () => {
    dnscale.addRecord('example.test', { name: 'a', type: 'TXT', content: 'one' });

    meeting = { at: SERVER, meets: { mode: 'silent' } };
    expect(await overUdp('example.test')).toBeUndefined();
    meeting = { at: 'resolver', meets: { mode: 'refused' } };
    await expect(viaForwarder('a.example.test')).rejects.toThrow('EREFUSED');
    meeting = undefined;
    expect(await viaForwarder('a.example.test')).toEqual([['one']]);
  });
});

describe('setServer, for a server', () => {
  it('that refers upwards: no authority, no answer, the root’s NS', async () => {
    dnscale.setServer(SERVER, { mode: 'upward' });

    expect(await overUdp('example.test')).toMatchObject({
      rcode: 'NOERROR',
      flag_aa: false,
      answers: [],
      authorities: [{ type: 'NS', name: '.' }],
    });
  });

  it('that is silent over UDP and answers over TCP', async () => {
    dnscale.setServer(SERVER, { mode: 'noUdp' });

    expect(await overUdp('example.test')).toBeUndefined();
    expect(await overTcp('example.test')).toMatchObject({ rcode: 'NOERROR', flag_aa: true });
  });

  it('that cannot be reached over TCP: truncated over UDP, and then closed', async () => {
    dnscale.setServer(SERVER, { mode: 'noTcp' });

    expect(await overUdp('example.test')).toMatchObject({ flag_tc: true, answers: [] });
    expect(await overTcp('example.test')).toBeUndefined();
  });

  it('that is cut off from here, which the resolver still reaches, until its mode changes', async () => {
    dnscale.addRecord('example.test', { name: 'a', type: 'TXT', content: 'one' });
    for (const { name } of dnscale.nameServers) dnscale.setServer(name, { mode: 'silent', hereOnly: true });

    expect(await overUdp('example.test')).toBeUndefined();
    expect(await overTcp('example.test')).toBeUndefined();
    expect(await viaForwarder('a.example.test')).toEqual([['one']]);

    for (const { name } of dnscale.nameServers) dnscale.setServer(name, { mode: 'servfail' });

    await expect(viaForwarder('a.example.test')).rejects.toThrow('ESERVFAIL');
  });

  it('that fails for some of its zones, until its mode changes', async () => {
    dnscale.setServer(SERVER, { mode: 'refused', zones: ['example.test'] });

    expect(await overUdp('a.example.test')).toMatchObject({ rcode: 'REFUSED' });
    expect(await overUdp('other.test')).toMatchObject({ rcode: 'NOERROR' });

    dnscale.setServer(SERVER, { mode: 'servfail' });

    expect(await overUdp('other.test')).toMatchObject({ rcode: 'SERVFAIL' });
  });

  it('that answers late', async () => {
    dnscale.setServer(SERVER, { delayMs: 150 });
    const startedAt = performance.now();

    expect(await overUdp('example.test')).toMatchObject({ rcode: 'NOERROR', flag_aa: true });
    expect(performance.now() - startedAt).toBeGreaterThan(145);
  });

  it('that has stopped transferring: an old serial and old records, until it is mended', async () => {
    await writeTxt('one');
    dnscale.setServer(SERVER, { frozen: true });
    now += 10;
    await writeTxt('two');
    now += 10;

    expect(serialOf(await overUdp('example.test'))).toBe(2);
    expect((await overUdp('a.example.test', 'TXT'))?.answers).toHaveLength(1);
    dnscale.setServer(SERVER, { frozen: false });
    expect(serialOf(await overUdp('example.test'))).toBe(3);
    expect((await overUdp('a.example.test', 'TXT'))?.answers).toHaveLength(2);
  });

  it('that had lagged when it stopped: it shows what it showed', async () => {
    dnscale.setServer(SERVER, { lagMs: 100 });
    await writeTxt('one');
    now += 50;
    dnscale.setServer(SERVER, { frozen: true });
    now += 1_000;

    expect(serialOf(await overUdp('example.test'))).toBe(1);
  });
});

describe('stop', () => {
  it('does not wait for answers that are late', async () => {
    dnscale.setServer(SERVER, { delayMs: 60_000 });
    const answer = overUdp('example.test');
    while (dnscale.dnsQueries.length === 0) await new Promise(setImmediate);

    await dnscale.stop();

    expect(await answer).toBeUndefined();
    dnscale = await startDnscale();
  });
});
