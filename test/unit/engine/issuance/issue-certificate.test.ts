import { describe, expect, it, vi } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { AcmeServer, Order } from '../../../../functions/engine/ports/acme.ts';
import { aDefinition, anAuthorization, anOrder, NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createMemoryOrderQuota } from '../../../support/memory-ports.ts';
import { issue, JOURNAL } from './issuance-world.ts';

const FORGOTTEN = new RenewerError({ code: 'order-expired', disposition: 'next-run', message: 'HTTP 404' });

const rejects = (error: unknown) => () => Promise.reject(error);

/** What the CA says when it knows nothing of this part any more. */
const FORGETS: Record<string, Partial<AcmeServer>> = {
  authorization: { getAuthorization: rejects(FORGOTTEN) },
  challenge: { respondToChallenge: rejects(FORGOTTEN) },
  finalize: { finalizeOrder: rejects(FORGOTTEN) },
  download: { downloadCertificate: rejects(FORGOTTEN) },
};

it('answers an authorization whose status it does not know, and tells so', async () => {
  const authorization = anAuthorization({ url: 'https://ca.test/authorization/1', unknownStatus: 'started' });

  const { thrown, answeredAtMs, events } = await issue({
    acme: { getAuthorization: async () => authorization },
  });

  expect(thrown).toBeUndefined();
  expect(answeredAtMs).toHaveLength(1);
  expect(events.named('warning').map(({ message }) => message)).toEqual([
    'The CA at ca.test gives https://ca.test/authorization/1 the status "started", which the renewer does not know. ' +
      'It is taken for pending.',
  ]);
});

describe('issueCertificate, the extra wait', () => {
  it.each([
    ['at once without a miss', undefined, 0, undefined],
    ['at once after a miss in another zone', { 'example.org': 2 }, 0, { 'example.org': 1.75 }],
    ['60 s later after a miss', { 'example.com': 1 }, 60_000, { 'example.com': 0.75 }],
    ['120 s later after two misses', { 'example.com': 2 }, 120_000, { 'example.com': 1.75 }],
    ['120 s later after many misses', { 'example.com': 7 }, 120_000, { 'example.com': 6.75 }],
    ['60 s later when one is nearly forgotten', { 'example.com': 0.25 }, 60_000, undefined],
  ])('answers the challenge %s, and forgets a quarter of a miss', async (_, misses, expectedMs, left) => {
    const { thrown, answeredAtMs, events, state } = await issue(misses && { misses });

    expect(thrown).toBeUndefined();
    expect(answeredAtMs).toEqual([expectedMs]);
    expect(events.named('extra-wait').map(({ waitMs }) => waitMs)).toEqual(
      expectedMs > 0 ? [expectedMs] : [],
    );
    expect(state).toMatchObject({ certificate: { domainNames: ['example.com'] }, order: undefined });
    expect(state.misses).toEqual(left);
  });

  it('answers the challenge no sooner than the definition says', async () => {
    const { answeredAtMs, events, state } = await issue({ definition: { extraWaitSeconds: 45 } });

    expect(answeredAtMs).toEqual([45_000]);
    expect(events.named('extra-wait')).toMatchObject([{ waitMs: 45_000 }]);
    expect(state.misses).toBeUndefined();
  });

  it.each(['unauthorized', 'dns'])('fails and counts a miss when the CA says %s', async (problem) => {
    const first = await issue({ problem });
    const second = await issue({ problem, misses: { 'example.com': 1, 'example.org': 1 } });

    expect(first.thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(first.state).toMatchObject({ misses: { 'example.com': 1 }, order: undefined });
    expect(second.state.misses).toEqual({ 'example.com': 2, 'example.org': 1 });
  });

  it('fails and counts no miss when CAA forbids it', async () => {
    const { thrown, state } = await issue({ problem: 'caa', misses: { 'example.com': 1 } });

    expect(thrown).toMatchObject({ code: 'caa-forbids' });
    expect(state.misses).toEqual({ 'example.com': 1 });
  });

  it('fails without an answer when the time ends before the wait does, and keeps the order', async () => {
    const { thrown, answeredAtMs, state } = await issue({ misses: { 'example.com': 1 }, workMs: 30_000 });

    expect(thrown).toMatchObject({ code: 'deadline-exceeded' });
    expect(answeredAtMs).toEqual([]);
    expect(state.order?.url).toBe('https://ca.test/order/1');
    expect(state.misses).toEqual({ 'example.com': 1 });
  });
});

describe('issueCertificate, the ladder', () => {
  const atTheCa = (calls: string[]) => calls.filter((call) => !call.startsWith('write'));

  it('climbs from a new order to the stored certificate', async () => {
    const { calls, entered, state } = await issue();

    expect(atTheCa(calls)).toEqual([
      'newOrder',
      'answer',
      'read ready',
      'finalize 09',
      'read processing',
      'read valid',
      'download',
    ]);
    expect(entered).toEqual([
      'preflight',
      'createKey',
      'newOrder',
      'present',
      'waitForPropagation',
      'validate',
      'finalize',
      'store',
    ]);
    expect(state).toMatchObject({ certificate: { version: '20261123T060000Z-abcdef' }, order: undefined });
  });

  it.each([
    ['pending', ['read pending', 'answer', 'read ready', 'finalize 010203', 'read processing', 'read valid']],
    ['ready', ['read ready', 'finalize 010203', 'read processing', 'read valid']],
    ['processing', ['read processing', 'read valid']],
    ['valid', ['read valid']],
  ] as const)('climbs on from an order that was left %s', async (left, expected) => {
    const { calls, state } = await issue({ left });

    expect(atTheCa(calls)).toEqual([...expected, 'download']);
    expect(state).toMatchObject({ certificate: { version: JOURNAL.version }, order: undefined });
  });

  it.each([
    ['ready', ['resume', 'finalize', 'store']],
    ['valid', ['resume', 'finalize', 'store']],
  ] as const)('needs no preflight for an order that was left %s', async (left, expected) => {
    expect((await issue({ left })).entered).toEqual(expected);
  });

  it.each(['ready', 'pending'] as const)(
    'waits for the certificate where the answer to the CSR, and then the order, show %s',
    async (shown) => {
      const statuses: Order['status'][] = ['ready', shown, 'valid'];
      const getOrder = async () => anOrder({ status: statuses.shift() ?? 'invalid' });
      const finalizeOrder = async () => anOrder({ status: shown });
      const { thrown, calls, state } = await issue({ left: 'ready', acme: { finalizeOrder, getOrder } });

      expect(thrown).toBeUndefined();
      expect(statuses).toEqual([]); // it was read until it was valid, and not once more
      expect(calls).toContain('download');
      expect(state.issuances).toHaveProperty([JOURNAL.version]);
    },
  );

  it.each([
    ['the wait behind the CSR', { finalizeOrder: async () => anOrder({ status: 'ready' as const }) }],
    ['the wait for an order that was left processing', {}],
  ])('keeps order and count where the CA refuses %s', async (_, acme) => {
    const refusal = new RenewerError({
      code: 'order-refused',
      disposition: 'next-run',
      message: 'malformed',
    });
    const left = 'finalizeOrder' in acme ? 'ready' : 'processing';
    let reads = 0;
    const getOrder = async () => {
      reads += 1;
      if (reads > 1) throw refusal;
      return anOrder({ status: left });
    };
    const noted = { [JOURNAL.version]: { at: NOW, domainNames: ['example.com'], exempt: true } };

    const { thrown, state } = await issue({ left, issuances: noted, acme: { ...acme, getOrder } });

    expect(thrown).toBe(refusal);
    expect(state).toMatchObject({ order: JOURNAL, issuances: noted });
  });

  it('gives an order up that the CA has made invalid after the CSR', async () => {
    const acme = { finalizeOrder: async () => anOrder({ status: 'invalid', error: 'the CA’s words' }) };

    const { thrown, state } = await issue({ left: 'ready', acme });

    expect(thrown).toMatchObject({ code: 'challenge-invalid' });
    expect(state).toMatchObject({ order: undefined, issuances: {}, failedValidations: {} });
    expect(state.misses).toBeUndefined();
  });
});

describe('issueCertificate, when the CA has forgotten a part of the order', () => {
  it.each([
    ['authorization', undefined],
    ['authorization', 'pending'],
    ['challenge', 'pending'],
    ['finalize', undefined],
    ['finalize', 'ready'],
    ['download', 'valid'],
  ] as const)('gives it up at the %s (an order that is left: %s)', async (part, left) => {
    const { thrown, state } = await issue({ acme: FORGETS[part] ?? {}, ...(left && { left }) });

    expect(thrown).toBe(FORGOTTEN);
    expect(state.order).toBeUndefined();
  });

  it('asks once more for a certificate that is not there yet', async () => {
    const { thrown, state } = await issue({ acme: FORGETS.download ?? {} });

    expect(thrown).toBe(FORGOTTEN);
    expect(state.order?.url).toBe(anOrder().url);
  });
});

it('makes no key and asks nobody where our own limit allows no order', async () => {
  const issuance = { domainNames: ['example.com'], at: NOW, exempt: false };
  const issuances = { a: issuance, b: issuance, c: issuance, d: issuance };

  const createKey = vi.fn(async () => 'a new key');

  const { thrown, calls } = await issue({ issuances, createKey });

  expect(thrown).toMatchObject({ code: 'acme-rate-limited', disposition: 'not-before' });
  expect(createKey).not.toHaveBeenCalled();
  expect(calls).toEqual([]);
});

it('makes no key and asks nobody where there is no room in the limit on all orders', async () => {
  const orderQuota = createMemoryOrderQuota(createManualClock(NOW));
  for (let count = 0; count < 200; count += 1) {
    await orderQuota.take(
      { certificateAuthority: aDefinition().certificateAuthority, isUrgent: false },
      noDeadline(),
    );
  }
  const createKey = vi.fn(async () => 'a new key');

  const { thrown, calls } = await issue({ orderQuota, createKey });

  expect(thrown).toMatchObject({
    code: 'acme-rate-limited',
    disposition: 'not-before',
    retryAt: new Date('2026-11-23T09:05:00Z'),
  });
  expect(createKey).not.toHaveBeenCalled();
  expect(calls).toEqual([]);
});
