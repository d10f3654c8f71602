/** An account that the CA loses or shuts out at any point of an order: no real CA can be told to do that. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AcmeServer } from '../../../functions/engine/ports/acme.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';
import {
  anOrderMessage,
  failureOf,
  type Reply,
  type ScriptedCa,
  startScriptedCa,
} from '../../support/scripted-ca.ts';
import { aDeadline } from './acme-world.ts';

const REQUEST = { domainNames: ['example.com'] };
const PROBLEM = 'urn:ietf:params:acme:error:';

let ca: ScriptedCa;

beforeEach(async () => {
  ca = await startScriptedCa();
});
afterEach(() => ca.stop());

function refusal(type: string, status: number): Reply {
  return { status, body: { type: `${PROBLEM}${type}`, detail: 'words of the CA' } };
}

/** Refuses the first requests to a path, then answers as usual. */
function refuseFirst(path: string, count: number, refused: Reply): void {
  const usual = ca.replies.get(path);
  let left = count;
  ca.replies.set(path, (_request: IncomingMessage, response: ServerResponse) => {
    left -= 1;
    if (left === 0) {
      if (usual) ca.replies.set(path, usual);
      else ca.replies.delete(path);
    }
    response.writeHead(refused.status ?? 400, {
      'content-type': 'application/problem+json',
      'replay-nonce': crypto.randomUUID(),
    });
    response.end(JSON.stringify(refused.body));
  });
}

function sentTo(path: string): number {
  return ca.requests.filter((request) => request === `POST ${path}`).length;
}

/** Lets every step of an order succeed. */
function aWholeOrder(): void {
  const order = { ...anOrderMessage(ca.url), status: 'valid', certificate: `${ca.url}/certificate/1` };
  ca.replies.set('/order/1', { body: order });
  ca.replies.set('/finalize/1', { body: order });
  ca.replies.set('/authorization/1', {
    body: { status: 'valid', identifier: { type: 'dns', value: 'example.com' }, challenges: [] },
  });
  ca.replies.set('/challenge/1', { body: {} });
  ca.replies.set('/certificate/1', {
    headers: { 'content-type': 'application/pem-certificate-chain' },
    body: '-----BEGIN CERTIFICATE-----',
  });
}

const CALLS: [path: string, call: (acme: AcmeServer, url: string, deadline: Deadline) => Promise<unknown>][] =
  [
    ['/new-order', (acme, _url, deadline) => acme.createOrder(REQUEST, deadline)],
    ['/order/1', (acme, url, deadline) => acme.getOrder(`${url}/order/1`, deadline)],
    ['/authorization/1', (acme, url, deadline) => acme.getAuthorization(`${url}/authorization/1`, deadline)],
    ['/challenge/1', (acme, url, deadline) => acme.respondToChallenge(`${url}/challenge/1`, deadline)],
    [
      '/finalize/1',
      (acme, url, deadline) => acme.finalizeOrder(`${url}/order/1`, new Uint8Array([1]), deadline),
    ],
    ['/certificate/1', (acme, url, deadline) => acme.downloadCertificate(`${url}/order/1`, deadline)],
  ];

describe('createAcmeServer, when the CA does not know the account', () => {
  beforeEach(aWholeOrder);

  it.each(CALLS)('asks for it again and repeats %s once', async (path, call) => {
    const acme = ca.acmeServer();
    await acme.readAccountUrl(aDeadline());
    refuseFirst(path, 1, refusal('accountDoesNotExist', 400));

    await call(acme, ca.url, aDeadline());

    expect(sentTo(path)).toBe(2);
    expect(sentTo('/new-account')).toBe(2);
  });

  it('registers it when the second question does not find it either, with one request', async () => {
    const acme = ca.acmeServer();
    await acme.readAccountUrl(aDeadline());
    refuseFirst('/new-order', 1, refusal('accountDoesNotExist', 400));
    refuseFirst('/new-account', 1, refusal('accountDoesNotExist', 400));

    await acme.createOrder(REQUEST, aDeadline());

    // The first question, the second one, and the registration.
    expect(sentTo('/new-account')).toBe(3);
  });

  it('asks for it once for calls side by side', async () => {
    const acme = ca.acmeServer();
    await acme.readAccountUrl(aDeadline());
    refuseFirst('/new-order', 99, refusal('accountDoesNotExist', 400));
    // The CA knows it from that question on. Which calls come before it is a matter of chance.
    ca.replies.set('/new-account', (_request: IncomingMessage, response: ServerResponse) => {
      ca.replies.delete('/new-order');
      const headers = { 'content-type': 'application/json', 'replay-nonce': crypto.randomUUID() };
      response.writeHead(200, { ...headers, location: `${ca.url}/account/1` });
      response.end('{"status":"valid"}');
    });

    const orders = await Promise.all([1, 2, 3].map(() => acme.createOrder(REQUEST, aDeadline())));

    expect(orders).toHaveLength(3);
    expect(sentTo('/new-order')).toBeGreaterThan(3);
    expect(sentTo('/new-account')).toBe(2);
  });

  it('fails for the next run when the CA still does not know it', async () => {
    const error = await failureOf(ca, '/new-order', refusal('accountDoesNotExist', 400));

    expect(error).toMatchObject({ code: 'acme-account', disposition: 'next-run' });
    expect(sentTo('/new-order')).toBe(2);
  });
});

describe('createAcmeServer, when the CA does not let the account in', () => {
  beforeEach(aWholeOrder);

  it.each(CALLS.slice(1))(
    'takes the order for lost at %s when the account is in order',
    async (path, call) => {
      const acme = ca.acmeServer();
      ca.replies.set(path, refusal('unauthorized', 403));

      await expect(call(acme, ca.url, aDeadline())).rejects.toMatchObject({
        code: 'order-expired',
        disposition: 'next-run',
        message: expect.stringContaining('words of the CA'),
      });
      expect(sentTo(path)).toBe(1);
    },
  );

  it.each(CALLS.slice(1))(
    'takes the order for lost at %s when the account is a new one',
    async (path, call) => {
      const acme = ca.acmeServer();
      await acme.readAccountUrl(aDeadline());
      ca.replies.set('/new-account', { headers: { location: `${ca.url}/account/2` }, body: {} });
      ca.replies.set(path, refusal('unauthorized', 403));
      refuseFirst(path, 1, refusal('accountDoesNotExist', 400));

      await expect(call(acme, ca.url, aDeadline())).rejects.toMatchObject({ code: 'order-expired' });
      expect(sentTo(path)).toBe(2);
    },
  );

  it('fails for a person at newOrder', async () => {
    expect(await failureOf(ca, '/new-order', refusal('unauthorized', 403))).toMatchObject({
      code: 'acme-account',
      disposition: 'person',
    });
  });

  it('does not take an outage for it, although its problem says so', async () => {
    ca.replies.set('/order/1', refusal('unauthorized', 503));

    await expect(ca.acmeServer().getOrder(`${ca.url}/order/1`, aDeadline())).rejects.toMatchObject({
      code: 'acme-failed',
    });
    expect(sentTo('/new-account')).toBe(1);
  });
});
