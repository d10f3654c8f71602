/** Alternate chains (RFC 8555 §7.4.2): Pebble's, and those of a CA whose links lead nowhere. */
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { splitPemCertificates } from '../../../functions/engine/certificate/pem.ts';
import { anOrderMessage, type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { type AcmeWorld, aDeadline, startAcmeWorld } from './acme-world.ts';

describe('downloadAlternates, from a Pebble with three roots', () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await startAcmeWorld({ alternateRoots: 2, chainLength: 2 });
  });
  afterAll(() => world?.stop());

  it('gives the same leaf under other roots', async () => {
    const acme = world.acmeServer();
    const orders: string[] = [];
    const downloadCertificate: typeof acme.downloadCertificate = (orderUrl, deadline) => {
      orders.push(orderUrl);
      return acme.downloadCertificate(orderUrl, deadline);
    };
    const pem = await world.issue({ ...acme, downloadCertificate }, ['chains.example']);

    const alternates = await acme.downloadAlternates(orders[0] ?? '', aDeadline());

    const chains = [pem, ...alternates].map((text) => splitPemCertificates(text));
    expect(chains.map((chain) => chain.length)).toEqual([3, 3, 3]);
    expect(new Set(chains.map(([leaf]) => new X509Certificate(leaf).serialNumber)).size).toBe(1);
    expect(new Set(chains.map((chain) => new X509Certificate(chain.at(-1) ?? '').issuer)).size).toBe(3);
  });
});

describe('downloadAlternates, from a CA whose links lead nowhere', () => {
  const PEM = { 'content-type': 'application/pem-certificate-chain' };
  let ca: ScriptedCa;

  beforeEach(async () => {
    ca = await startScriptedCa();
  });
  afterEach(() => ca.stop());

  async function alternatesOf(links: string[], timeoutMs?: number): Promise<string[]> {
    const order = { ...anOrderMessage(ca.url), status: 'valid', certificate: `${ca.url}/certificate/1` };
    const link = links.map((url) => `<${url}>;rel="alternate"`).join(', ');
    ca.replies.set('/order/1', { body: order });
    ca.replies.set('/certificate/1', { headers: { ...PEM, link }, body: 'the default chain' });
    ca.replies.set('/certificate/1/good', { headers: PEM, body: 'another chain' });
    const acme = ca.acmeServer();
    expect(await acme.downloadCertificate(`${ca.url}/order/1`, aDeadline())).toBe('the default chain');
    return acme.downloadAlternates(`${ca.url}/order/1`, aDeadline(timeoutMs));
  }

  it('is empty where there are none', async () => {
    expect(await alternatesOf([])).toEqual([]);
  });

  it('leaves out what is gone, no PEM, too large, elsewhere or no address', async () => {
    ca.replies.set('/html', { headers: { 'content-type': 'text/html' }, body: '<h1>no</h1>' });
    ca.replies.set('/large', { headers: PEM, body: 'x'.repeat(257 * 1024) });

    const good = `${ca.url}/certificate/1/good`;
    const all = await Promise.all([
      alternatesOf([`${ca.url}/gone`, good]),
      alternatesOf([`${ca.url}/html`, `${ca.url}/large`, good]),
      alternatesOf(['https://elsewhere.test/1', '/relative', 'nonsense', good]),
    ]);

    expect(all).toEqual([['another chain'], ['another chain'], ['another chain']]);
  });

  it('ends in time, and without them, when one never answers', async () => {
    ca.replies.set('/hangs', () => {});

    expect(await alternatesOf([`${ca.url}/hangs`, `${ca.url}/certificate/1/good`], 700)).toEqual([
      'another chain',
    ]);
  });

  it('asks for five at most', async () => {
    const links = Array.from({ length: 50 }, (_, index) => `${ca.url}/alternate/${index}`);

    await alternatesOf(links);

    expect(ca.requests.filter((request) => request.includes('/alternate/'))).toHaveLength(5);
  });
});
