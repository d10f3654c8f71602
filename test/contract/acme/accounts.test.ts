/** Accounts at Pebble that are forgotten, closed or changed; and the keys that an account may have. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccountKey } from '../../../functions/acme/keys.ts';
import { KEY_ALGORITHMS } from '../../../functions/engine/config/definition.ts';
import { type AcmeWorld, aDeadline, startAcmeWorld } from './acme-world.ts';

const REQUEST = { domainNames: ['example.com'] };

let world: AcmeWorld;

beforeAll(async () => {
  world = await startAcmeWorld();
});
afterAll(() => world?.stop());

/** Keeps one key, which may be replaced. */
function aKeyStore(key = createAccountKey()) {
  const store = { key, loadAccountKey: async () => store.key };
  return store;
}

describe('createAcmeServer, when the CA has forgotten everything', () => {
  it('registers the account anew with the same key, and the call succeeds', async () => {
    const { key, loadAccountKey } = aKeyStore();
    const acme = world.acmeServer({ loadAccountKey });
    await acme.createOrder(REQUEST, aDeadline());

    await world.resetCa();

    expect(await acme.createOrder(REQUEST, aDeadline())).toMatchObject({ status: 'pending' });
    expect(await acme.readAccountUrl(aDeadline())).toBe((await world.anAccount(key)).url);
  });

  it('registers it once for calls side by side', async () => {
    const { loadAccountKey } = aKeyStore();
    const acme = world.acmeServer({ loadAccountKey });
    await acme.createOrder(REQUEST, aDeadline());

    await world.resetCa();
    const orders = await Promise.all([1, 2, 3].map(() => acme.createOrder(REQUEST, aDeadline())));

    expect(orders.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    expect(new Set(orders.map(({ url }) => url)).size).toBe(3);
  });

  it('says that an earlier order is gone, so that a new one is made', async () => {
    const acme = world.acmeServer();
    const { url, authorizationUrls } = await acme.createOrder(REQUEST, aDeadline());

    await world.resetCa();

    await expect(acme.getOrder(url, aDeadline())).rejects.toMatchObject({ code: 'order-expired' });
    await expect(acme.getAuthorization(authorizationUrls[0] ?? '', aDeadline())).rejects.toMatchObject({
      code: 'order-expired',
      disposition: 'next-run',
    });
  });
});

describe('createAcmeServer, when the account changes', () => {
  it('fails for a person in the next call after it was closed, and registers none in its place', async () => {
    const store = aKeyStore();
    const acme = world.acmeServer(store);
    await acme.createOrder(REQUEST, aDeadline());
    const { url, client } = await world.anAccount(store.key);
    await client.api.apiRequest(url, { status: 'deactivated' }, [200]);

    for (const attempt of [1, 2]) {
      await expect(acme.createOrder(REQUEST, aDeadline()), `attempt ${attempt}`).rejects.toMatchObject({
        code: 'acme-account',
        disposition: 'person',
        message: expect.stringMatching(/newAccount .*is deactivated .*put the right key back/),
      });
    }
  });

  it('continues within the call once the right key is put back, in the same process', async () => {
    const store = aKeyStore();
    const acme = world.acmeServer(store);
    await acme.createOrder(REQUEST, aDeadline());
    const { url, client } = await world.anAccount(store.key);
    await client.api.apiRequest(url, { status: 'deactivated' }, [200]);

    store.key = createAccountKey();

    expect(await acme.createOrder(REQUEST, aDeadline())).toMatchObject({ status: 'pending' });
  });

  it('takes an order of another account for lost: the account itself is in order', async () => {
    const { url } = await world.acmeServer().createOrder(REQUEST, aDeadline());

    await expect(world.acmeServer().getOrder(url, aDeadline())).rejects.toMatchObject({
      code: 'order-expired',
      disposition: 'next-run',
      message: expect.stringContaining('does not own the specified order'),
    });
  });
});

describe('findAccount', () => {
  it('gives the account that the CA knows, and makes none in the place of one that it has forgotten', async () => {
    const acme = world.acmeServer();
    const url = await acme.readAccountUrl(aDeadline());

    expect(await acme.findAccount(aDeadline())).toBe(url);

    await world.resetCa();

    expect(await acme.findAccount(aDeadline())).toBeUndefined();
    expect(await acme.findAccount(aDeadline())).toBeUndefined();
    expect(await acme.createOrder(REQUEST, aDeadline())).toMatchObject({ status: 'pending' });
  });

  it('asks nothing and makes no key when the key is gone, though this process knew the account', async () => {
    const { key, loadAccountKey } = aKeyStore();
    let stored: string | undefined = key;
    const acme = world.acmeServer({ loadAccountKey, findAccountKey: async () => stored });
    const url = await acme.readAccountUrl(aDeadline());
    expect(await acme.findAccount(aDeadline())).toBe(url);

    stored = undefined;

    expect(await acme.findAccount(aDeadline())).toBeUndefined();
  });

  it('fails for a person once the account was closed, though this process knew it', async () => {
    const store = aKeyStore();
    const acme = world.acmeServer(store);
    await acme.readAccountUrl(aDeadline());
    const { url, client } = await world.anAccount(store.key);
    await client.api.apiRequest(url, { status: 'deactivated' }, [200]);

    await expect(acme.findAccount(aDeadline())).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
    });
  });
});

describe('createAcmeServer, with keys of every algorithm', () => {
  it.each(KEY_ALGORITHMS)('issues for a certificate key %s', async (keyAlgorithm) => {
    const pem = await world.issue(world.acmeServer(), ['keys.example'], keyAlgorithm);

    expect(pem).toContain('BEGIN CERTIFICATE');
  });

  it.each([
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['RS256 (2048)', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['RS256 (4096)', generateKeyPairSync('rsa', { modulusLength: 4096 })],
  ])('signs as an account with %s', async (_algorithm, { privateKey }) => {
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

    const order = await world.acmeServer(aKeyStore(key)).createOrder(REQUEST, aDeadline());

    expect(order.status).toBe('pending');
  });
});
