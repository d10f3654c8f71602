/** The port against Pebble, Let's Encrypt's own test CA, which validates over real DNS. */
import { X509Certificate } from 'node:crypto';
import { axios } from 'acme-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccountKey } from '../../../functions/acme/keys.ts';
import { certIdOf } from '../../../functions/engine/certificate/cert-id.ts';
import { systemClock } from '../../../functions/engine/deadline.ts';
import { type AcmeWorld, aDeadline, pollOrder, startAcmeWorld } from './acme-world.ts';

describe('createAcmeServer, with Pebble', () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await startAcmeWorld({
      blockedDomains: ['blocked.example'],
      profiles: { classic: 7_776_000 },
      retryAfterSeconds: 2,
    });
  });
  afterAll(() => world?.stop());

  it('issues a certificate for an apex and its wildcard', async () => {
    const pem = await world.issue(world.acmeServer(), ['example.com', '*.example.com']);

    const names = new X509Certificate(pem).subjectAltName?.split(', ').sort();
    expect(names).toEqual(['DNS:*.example.com', 'DNS:example.com']);
  });

  it("needs nothing of acme-client's own HTTP stack", async () => {
    const { adapter } = axios.defaults;
    axios.defaults.adapter = () => Promise.reject(new Error('axios was used'));

    try {
      expect(await world.issue(world.acmeServer(), ['axios.example'])).toContain('BEGIN CERTIFICATE');
    } finally {
      axios.defaults.adapter = adapter;
    }
  });

  it("tells by how much this machine's clock is ahead of its own, with the directory", async () => {
    const HOUR_MS = 3_600_000;
    const fast = { ...systemClock, now: () => new Date(Date.now() + HOUR_MS) };

    const { clockAheadMs = 0 } = await world.acmeServer({ clock: fast }).readMeta(aDeadline());

    expect(Math.abs(clockAheadMs - HOUR_MS)).toBeLessThan(60_000);
  });

  it('tells the profiles, and refuses one that is not offered by listing them', async () => {
    const acme = world.acmeServer();

    expect((await acme.readMeta(aDeadline())).profiles.sort()).toEqual(['classic', 'default', 'shortlived']);
    await expect(
      acme.createOrder({ domainNames: ['example.com'], profile: 'tlsserver' }, aDeadline()),
    ).rejects.toMatchObject({
      code: 'profile-unknown',
      disposition: 'person',
      message: expect.stringMatching(/the CA offers .*shortlived/),
    });
  });

  it('fails for a blocked name, named in the words of the CA', async () => {
    const domainNames = ['fine.example', 'www.blocked.example'];

    await expect(world.acmeServer().createOrder({ domainNames }, aDeadline())).rejects.toMatchObject({
      code: 'identifier-rejected',
      disposition: 'person',
      subject: 'www.blocked.example',
      message: expect.stringContaining('www.blocked.example is a forbidden domain'),
    });
  });

  it("passes the CA's reason on when a TXT value is wrong", async () => {
    const acme = world.acmeServer();
    const deadline = aDeadline();
    const order = await acme.createOrder({ domainNames: ['wrong.example'] }, deadline);
    const [url = ''] = order.authorizationUrls;
    const { challenge } = await acme.getAuthorization(url, deadline);
    world.txtValues.set('_acme-challenge.wrong.example', ['not-the-value']);

    await acme.respondToChallenge(challenge?.url ?? '', deadline);

    expect((await pollOrder(acme, order.url, ['pending'], deadline)).status).toBe('invalid');
    expect(await acme.getAuthorization(url, deadline)).toMatchObject({
      status: 'invalid',
      domainName: 'wrong.example',
      error: 'Correct value not found for DNS challenge (unauthorized)',
    });
  });

  it('answers a finalize that comes too early, or once more, with the order as it is', async () => {
    const acme = world.acmeServer();
    const deadline = aDeadline();
    const order = await acme.createOrder({ domainNames: ['early.example'] }, deadline);

    const same = await acme.finalizeOrder(order.url, new Uint8Array([1]), deadline);

    expect(same).toMatchObject({ url: order.url, status: 'pending' });
    expect(same.authorizationUrls).toHaveLength(1);
  });

  it('tells how long the CA asks us to wait while it works on the order', async () => {
    const waits: (number | undefined)[] = [];
    const acme = world.acmeServer();
    const finalizeOrder: typeof acme.finalizeOrder = async (...request) => {
      const order = await acme.finalizeOrder(...request);
      waits.push(order.retryAfterMs);
      return order;
    };

    await world.issue({ ...acme, finalizeOrder }, ['patience.example']);

    // Pebble answers at random in seconds or with a date; a date has lost up to a second on its way.
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits[0]).toBeLessThanOrEqual(2_000);
  });

  it('resumes an order that another process began', async () => {
    const key = createAccountKey();
    const loadAccountKey = async () => key;
    const { url } = await world
      .acmeServer({ loadAccountKey })
      .createOrder({ domainNames: ['resume.example'] }, aDeadline());

    const order = await world.acmeServer({ loadAccountKey }).getOrder(url, aDeadline());

    expect(order).toMatchObject({ url, status: 'pending' });
  });

  it('is not held up where Pebble breaks over the predecessor: its serial begins with a zero byte', async () => {
    const pauses: number[] = [];
    const sleep: typeof systemClock.sleep = (ms, deadline) => {
      pauses.push(ms);
      return systemClock.sleep(ms, deadline);
    };
    const key = createAccountKey();
    const acme = world.acmeServer({ loadAccountKey: async () => key, clock: { ...systemClock, sleep } });
    const pem = await world.issue(acme, ['zero.example']);
    const [issuer = '', serial = ''] = certIdOf(new X509Certificate(pem))?.split('.') ?? [];
    // Pebble's serials have eight bytes, and one in 256 has this byte by itself. It compares what it strips with what it does not.
    const withZero = Buffer.concat([Buffer.of(0), Buffer.from(serial, 'base64url')]).toString('base64url');
    const replacing = (bytes: string) => ({ domainNames: ['zero.example'], replaces: `${issuer}.${bytes}` });
    pauses.length = 0;

    expect(await acme.readRenewalInfo(`${issuer}.${withZero}`, aDeadline())).toHaveProperty('window');
    await expect(acme.createOrder(replacing(withZero), aDeadline())).rejects.toMatchObject({
      code: 'acme-failed',
      message: expect.stringContaining('could not find an order for the given certificate'),
    });

    expect(pauses).toEqual([200]);
    expect(await acme.createOrder(replacing(serial), aDeadline())).toMatchObject({ status: 'pending' });
  });

  it('fails for an order that the CA does not know', async () => {
    const url = world.directoryUrl.replace(/dir$/, 'my-order/gone');

    await expect(world.acmeServer().getOrder(url, aDeadline())).rejects.toMatchObject({
      code: 'order-expired',
      disposition: 'next-run',
    });
  });
});

describe('createAcmeServer, the account at Pebble', () => {
  let world: AcmeWorld;

  beforeAll(async () => {
    world = await startAcmeWorld();
  });
  afterAll(() => world?.stop());

  it('is one, for two first runs with one key', async () => {
    const keyPem = createAccountKey();

    const accounts = await Promise.all([world.anAccount(keyPem), world.anAccount(keyPem)]);

    expect(accounts[0].url).toContain('/my-account/');
    expect(accounts[1].url).toBe(accounts[0].url);
  });

  it('is asked for once by parallel first calls of one run', async () => {
    let loads = 0;
    const acme = world.acmeServer({
      loadAccountKey: async () => {
        loads += 1;
        return createAccountKey();
      },
    });
    const order = () => acme.createOrder({ domainNames: ['one.example'] }, aDeadline());

    const orders = await Promise.all([order(), order(), order()]);

    expect(loads).toBe(1);
    expect(orders.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  });

  it('fails for a person when it was deactivated, in this run and in the next', async () => {
    const keyPem = createAccountKey();
    const loadAccountKey = async () => keyPem;
    const running = world.acmeServer({ loadAccountKey });
    const request = { domainNames: ['x.example'] };
    await running.createOrder(request, aDeadline());
    const { url, client } = await world.anAccount(keyPem);

    await client.api.apiRequest(url, { status: 'deactivated' }, [200]);

    const failure = {
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('deactivated'),
    };
    await expect(running.createOrder(request, aDeadline())).rejects.toMatchObject(failure);
    const next = world.acmeServer({ loadAccountKey });
    await expect(next.createOrder(request, aDeadline())).rejects.toMatchObject(failure);
  });

  it('fails before any order when the terms are not agreed to, and says where they are', async () => {
    const acme = world.acmeServer({ termsOfServiceAgreed: false });

    await expect(acme.createOrder({ domainNames: ['x.example'] }, aDeadline())).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
      message: expect.stringContaining('data:text/plain,Do%20what%20thou%20wilt'),
    });
  });

  it('fails for a contact that the CA refuses', async () => {
    const acme = world.acmeServer({ contact: 'not an address' });

    await expect(acme.createOrder({ domainNames: ['x.example'] }, aDeadline())).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
    });
  });

  it('fails with the error of the key store when there is no key', async () => {
    const acme = world.acmeServer({ loadAccountKey: () => Promise.reject(aDeadline(0).signal.reason) });

    await expect(acme.createOrder({ domainNames: ['x.example'] }, aDeadline())).rejects.toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});
