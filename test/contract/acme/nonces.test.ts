/** How many new nonces and connections issuances cost at Pebble, which may refuse nearly all nonces. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logSentRequests } from '../../support/world/sent-requests.ts';
import { type AcmeWorld, aDeadline, startAcmeWorld } from './acme-world.ts';

const requests = logSentRequests();

describe('createAcmeServer, an order', () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await startAcmeWorld();
  });
  afterAll(() => world?.stop());

  it('asks for the account, an order and its authorization on one connection', async () => {
    let connections = 0;
    const count = () => {
      connections += 1;
    };
    const acme = world.acmeServer();
    subscribe('undici:client:connected', count);
    try {
      const order = await acme.createOrder({ domainNames: ['example.com'] }, aDeadline());
      for (const url of order.authorizationUrls) await acme.getAuthorization(url, aDeadline());
    } finally {
      unsubscribe('undici:client:connected', count);
    }

    // The first was for a nonce: Pebble does not say that it stays open after a HEAD, so undici closes it.
    expect(connections).toBe(2);
  });

  it('of a hundred names goes through on the nonces of their own answers, where two new ones a second are allowed', async () => {
    const acme = world.acmeServer({ newNoncesPerSecond: 2 });
    const deadline = aDeadline();
    const domainNames = Array.from({ length: 100 }, (_, index) => `host${index}.many.example`);
    requests.take();

    const order = await acme.createOrder({ domainNames }, deadline);
    const authorizations = await Promise.all(
      order.authorizationUrls.map((url) => acme.getAuthorization(url, deadline)),
    );

    expect(authorizations.map(({ domainName }) => domainName).sort()).toEqual(domainNames.sort());
    const newNonces = requests.take().filter(({ kind }) => kind === 'newNonce');
    expect(newNonces.length).toBeLessThan(30);
  });
});

describe('createAcmeServer, with a Pebble that refuses nine of ten nonces', () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await startAcmeWorld({ badNoncePercent: 90 });
  });
  afterAll(() => world?.stop());

  it('issues 20 of 20 certificates with one new nonce: each refusal brings the next one', async () => {
    const acme = world.acmeServer();
    requests.take();

    const pems: string[] = [];
    for (let i = 0; i < 20; i += 1) pems.push(await world.issue(acme, [`storm-${i}.example`]));

    expect(pems.filter((pem) => pem.includes('BEGIN CERTIFICATE'))).toHaveLength(20);
    const kinds = requests.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'newNonce')).toHaveLength(1);
    // The refused ones included: without refusals there would be 20.
    expect(kinds.filter((kind) => kind === 'newOrder').length).toBeGreaterThan(60);
  });
});
