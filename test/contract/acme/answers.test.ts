/** The port against an HTTPS server whose answers are odd or useless. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anOrderMessage, type Reply, type ScriptedCa, startScriptedCa } from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

describe('getAuthorization', () => {
  const authorization = (challenges: object[]) => ({
    status: 'pending',
    identifier: { type: 'dns', value: 'Example.com' },
    wildcard: true,
    challenges,
  });

  it('picks dns-01 and ignores types that are new to it', async () => {
    ca.replies.set('/authorization/1', {
      body: authorization([
        { type: 'dns-account-01', url: `${ca.url}/c/1`, token: 'no' },
        { type: 'dns-persist-01', 'issuer-domain-names': ['ca.test'] },
        { type: 'dns-01', url: `${ca.url}/c/2`, token: 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA' },
      ]),
    });

    const { domainName, wildcard, challenge } = await ca
      .acmeServer()
      .getAuthorization(`${ca.url}/authorization/1`, aDeadline());

    expect({ domainName, wildcard }).toEqual({ domainName: 'example.com', wildcard: true });
    expect(challenge?.url).toBe(`${ca.url}/c/2`);
    expect(challenge?.txtValue).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('gives no challenge when the CA offers no dns-01', async () => {
    ca.replies.set('/authorization/1', { body: authorization([{ type: 'http-01', url: 'x', token: 'y' }]) });

    const found = await ca.acmeServer().getAuthorization(`${ca.url}/authorization/1`, aDeadline());

    expect(found.challenge).toBeUndefined();
  });

  it('fails for a malformed token', async () => {
    const challenge = { type: 'dns-01', url: `${ca.url}/c/1`, token: '../../etc' };
    ca.replies.set('/authorization/1', { body: authorization([challenge]) });

    await expect(
      ca.acmeServer().getAuthorization(`${ca.url}/authorization/1`, aDeadline()),
    ).rejects.toMatchObject({ code: 'acme-unavailable', message: expect.stringContaining('token') });
  });
});

describe('an order', () => {
  it('is taken without its authorizations once it is ready, and finalized', async () => {
    const order = { ...anOrderMessage(ca.url), status: 'ready', authorizations: null, expires: null };
    ca.replies.set('/order/1', { body: order });
    ca.replies.set('/finalize/1', { body: { ...order, status: 'processing', finalize: null } });
    const acme = ca.acmeServer();

    expect(await acme.getOrder(`${ca.url}/order/1`, aDeadline())).toMatchObject({
      status: 'ready',
      authorizationUrls: [],
    });
    expect(await acme.finalizeOrder(`${ca.url}/order/1`, new Uint8Array([1]), aDeadline())).toMatchObject({
      status: 'processing',
    });
  });
});

describe('addresses that are relative', () => {
  it('lead from the account to the certificate and its other chains', async () => {
    const headers = { 'content-type': 'application/pem-certificate-chain' };
    const relative = {
      ...anOrderMessage(''),
      status: 'valid',
      authorizations: ['/authorization/1'],
      certificate: '/certificate/1',
    };
    ca.replies.set('/new-account', { headers: { location: '/account/1' }, body: { status: 'valid' } });
    ca.replies.set('/new-order', { status: 201, headers: { location: 'order/1' }, body: relative });
    ca.replies.set('/order/1', { body: relative });
    ca.replies.set('/authorization/1', {
      body: {
        status: 'pending',
        identifier: { type: 'dns', value: 'example.com' },
        challenges: [{ type: 'dns-01', url: '/challenge/1', token: 'abc' }],
      },
    });
    ca.replies.set('/certificate/1', {
      headers: { ...headers, link: '<1/other>;rel="alternate"' },
      body: 'the chain',
    });
    ca.replies.set('/certificate/1/other', { headers, body: 'another chain' });
    const acme = ca.acmeServer();

    const order = await acme.createOrder({ domainNames: ['example.com'] }, aDeadline());
    const { challenge } = await acme.getAuthorization(order.authorizationUrls[0] ?? '', aDeadline());

    expect(await acme.readAccountUrl(aDeadline())).toBe(`${ca.url}/account/1`);
    expect(order.url).toBe(`${ca.url}/order/1`);
    expect(challenge?.url).toBe(`${ca.url}/challenge/1`);
    expect(await acme.downloadCertificate(order.url, aDeadline())).toBe('the chain');
    expect(await acme.downloadAlternates(order.url, aDeadline())).toEqual(['another chain']);
  });

  it('lead from the directory on', async () => {
    const addresses = { newNonce: '/new-nonce', newAccount: 'new-account', newOrder: '/new-order' };
    ca.replies.set('/directory', { body: { ...addresses, meta: null } });

    const order = await ca.acmeServer().createOrder({ domainNames: ['example.com'] }, aDeadline());

    expect(order.url).toBe(`${ca.url}/order/1`);
  });
});

describe('downloadCertificate', () => {
  const certificate = async (reply: Reply) => {
    ca.replies.set('/order/1', {
      body: { ...anOrderMessage(ca.url), status: 'valid', certificate: `${ca.url}/certificate/1` },
    });
    ca.replies.set('/certificate/1', reply);
    return ca.acmeServer().downloadCertificate(`${ca.url}/order/1`, aDeadline());
  };
  const headers = { 'content-type': 'application/pem-certificate-chain' };

  it('gives the text as the CA sent it', async () => {
    expect(await certificate({ headers, body: '-----BEGIN CERTIFICATE-----\r\n!\r\n' })).toBe(
      '-----BEGIN CERTIFICATE-----\r\n!\r\n',
    );
  });

  it.each([
    'Application/PEM-Certificate-Chain',
    'APPLICATION/PEM-CERTIFICATE-CHAIN ; Charset=UTF-8',
    'application/x-pem-file',
    'application/X-X509-CA-Cert; charset=us-ascii',
    'text/plain',
  ])('takes a chain of the type %s', async (contentType) => {
    const body = '-----BEGIN CERTIFICATE-----\n!\n';

    expect(await certificate({ headers: { 'content-type': contentType }, body })).toBe(body);
  });

  it.each<[string, Reply]>([
    ['more than 256 KiB', { headers, body: 'x'.repeat(257 * 1024) }],
    ['JSON', { body: { certificate: 'none' } }],
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<h1>no</h1>' }],
  ])('fails for %s', async (_what, reply) => {
    await expect(certificate(reply)).rejects.toMatchObject({ code: 'acme-unavailable' });
  });

  it('finishes at once with a text that would stop a naive PEM parser for hours', async () => {
    const started = performance.now();
    const body = `-----BEGIN CERTIFICATE-----\n${'a: b\n'.repeat(2_000)}`;

    expect(await certificate({ headers, body })).toBe(body);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('every request', () => {
  it('names product, version and HTTP library (RFC 8555 §6.1)', async () => {
    const seen = new Set<string | undefined>();
    ca.replies.set('/directory', (request, response) => {
      seen.add(request.headers['user-agent']);
      response.writeHead(503).end();
    });

    await expect(ca.acmeServer().readMeta(aDeadline(1_000))).rejects.toMatchObject({ name: 'RenewerError' });

    expect([...seen]).toEqual(['dnscale-certs/0.1.0 undici/8.12.4']);
  });
});
