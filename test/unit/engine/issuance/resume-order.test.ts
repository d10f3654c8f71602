import { describe, expect, it } from 'vitest';
import { type ErrorCode, RenewerError } from '../../../../functions/engine/errors.ts';
import type { IssuanceJob } from '../../../../functions/engine/issuance/issuance-job.ts';
import { resumeOrder } from '../../../../functions/engine/issuance/resume-order.ts';
import type { Authorization, Order } from '../../../../functions/engine/ports/acme.ts';
import type { CertificateState, OrderJournal } from '../../../../functions/engine/renewal/state.ts';
import {
  aDefinition,
  anAuthorization,
  anOrder,
  anOrderJournal,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';

const VERSION = '20261123T055000Z-abcdef';
const JOURNAL = anOrderJournal({
  version: VERSION,
  startedAt: new Date('2026-11-23T05:50:00Z'),
  url: 'https://ca.test/order/1',
});

type Given = {
  journal?: OrderJournal | 'none';
  /** In the archive. */
  keyPem?: string;
  liveVersion?: string;
  issuances?: CertificateState['issuances'];
  /** What the CA says of the order. */
  order?: Order | Error;
  /** What it says of the order's authorization. */
  authorization?: Authorization | Error;
};

async function resume({
  journal = JOURNAL,
  keyPem = 'the key',
  liveVersion,
  issuances,
  order = anOrder(),
  authorization = anAuthorization(),
}: Given = {}) {
  const calls: string[] = [];
  const events = createRecordedEvents();
  const store = createMemoryStore();
  if (keyPem !== 'none') store.keys.set(VERSION, keyPem);
  if (liveVersion !== undefined) store.live = aStoredCertificate({ version: liveVersion });
  const getOrder = async (url: string) => {
    calls.push(`read ${url}`);
    if (order instanceof Error) throw order;
    return order;
  };
  const records = createMemoryRecords(undefined, {
    issuances,
    ...(journal !== 'none' && { order: journal }),
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  const job: Partial<IssuanceJob> = {
    definition: aDefinition(),
    definitionHash: 'hash-1',
    ...(claim && { claim }),
    deadline: noDeadline(),
    steps: { current: 'gather', enter: (step) => calls.push(`enter ${step}`) },
  };
  const getAuthorization = async () => {
    if (authorization instanceof Error) throw authorization;
    return authorization;
  };
  const readMeta = async () => ({ profiles: [], caaIdentities: [], externalAccountRequired: false });
  const acme = { getOrder, getAuthorization, readMeta };
  const ports = { acme, store, events, clock: createManualClock(NOW) };
  const resuming = resumeOrder(job as IssuanceJob, ports);
  const resumed = await resuming.catch((thrown: unknown) => thrown);
  return { calls, events, resumed, state: records.state };
}

function failure(code: ErrorCode): RenewerError {
  return new RenewerError({ code, disposition: 'next-run', message: 'the CA’s words' });
}

describe('resumeOrder', () => {
  it.each(['pending', 'ready', 'processing', 'valid'] as const)(
    'takes up an order that is %s, with its key, and says so',
    async (status) => {
      const { resumed, calls, events } = await resume({ order: anOrder({ status }) });

      expect(resumed).toEqual({
        order: anOrder({ status }),
        key: { version: VERSION, privateKeyPem: 'the key', journal: JOURNAL },
      });
      expect(calls).toEqual(['enter resume', 'read https://ca.test/order/1']);
      expect(events.all).toEqual([{ event: 'order-resumed', orderUrl: 'https://ca.test/order/1', status }]);
    },
  );

  it('abandons an order that the CA has made invalid', async () => {
    const { resumed, events } = await resume({ order: anOrder({ status: 'invalid' }) });

    expect(resumed).toBeUndefined();
    expect(events.all).toEqual([]);
  });

  it('ends as the run would have that answered, when the CA has judged a name of such an order', async () => {
    const { resumed, calls, state } = await resume({
      order: anOrder({ status: 'invalid', authorizationUrls: ['https://ca.test/authz/1'] }),
      authorization: anAuthorization({
        domainName: 'example.com',
        wildcard: true,
        status: 'invalid',
        error: 'its words',
      }),
    });

    expect(resumed).toMatchObject({
      code: 'challenge-invalid',
      message: expect.stringContaining('its words'),
    });
    expect(calls.at(-1)).toBe('enter validate');
    expect(state.failedValidations).toEqual({ '*.example.com': [NOW] });
    expect(state.order).toBeUndefined();
  });

  it('is not held up where the CA does not say what failed', async () => {
    const { resumed, state } = await resume({
      order: anOrder({ status: 'invalid', authorizationUrls: ['https://ca.test/authz/1'] }),
      authorization: failure('acme-unavailable'),
    });

    expect(resumed).toBeUndefined();
    expect(state).toMatchObject({ failedValidations: {}, order: undefined });
  });

  it.each(['order-expired', 'order-refused', 'identifier-rejected'] as const)(
    'abandons an order of which the CA says %s',
    async (code) => {
      const { resumed, events } = await resume({ order: failure(code) });

      expect(resumed).toBeUndefined();
      expect(events.all).toEqual([]);
    },
  );

  describe('after two days that came to nothing', () => {
    const begunAt = (startedAt: string) => ({ ...JOURNAL, startedAt: new Date(startedAt) });
    const OLD = begunAt('2026-11-21T05:59:00Z');
    // Only a forged state has it.
    const FUTURE = begunAt('2026-11-23T06:11:00Z');

    it.each([
      ['pending', anOrder({ status: 'pending' })],
      ['ready', anOrder({ status: 'ready' })],
      ['processing', anOrder({ status: 'processing' })],
      ['answered with errors', failure('acme-unavailable')],
      ['answered with errors of the CA’s own', failure('acme-failed')],
    ])('abandons an order that is still %s, and one that begins in the future', async (_, order) => {
      for (const journal of [OLD, FUTURE]) {
        expect(await resume({ journal, order })).toMatchObject({ resumed: undefined, events: { all: [] } });
      }
    });

    it('takes the certificate of one that is valid', async () => {
      const { resumed } = await resume({ journal: OLD, order: anOrder({ status: 'valid' }) });

      expect(resumed).toMatchObject({ order: { status: 'valid' } });
    });

    it('waits until then', async () => {
      const journal = begunAt('2026-11-21T06:01:00Z');
      const thrown = failure('acme-unavailable');

      expect((await resume({ journal, order: thrown })).resumed).toBe(thrown);
      expect((await resume({ journal })).resumed).toMatchObject({ key: { version: VERSION } });
      expect((await resume({ journal: begunAt('2026-11-23T06:09:00Z') })).resumed).toHaveProperty('key');
    });

    it('does not make another one where the CA says when it may be asked', async () => {
      const thrown = failure('acme-rate-limited');

      expect((await resume({ journal: OLD, order: thrown })).resumed).toBe(thrown);
    });
  });

  it('abandons an order whose key is not in the archive, without asking the CA', async () => {
    const { resumed, calls } = await resume({ keyPem: 'none' });

    expect(resumed).toBeUndefined();
    expect(calls).toEqual(['enter resume']);
  });

  it('abandons an order whose version is overtaken by the live one, as after a restore, without asking the CA', async () => {
    const { resumed, calls } = await resume({ liveVersion: '20261123T060000Z-abcdef' });

    expect(resumed).toBeUndefined();
    expect(calls).toEqual(['enter resume']);
  });

  it('takes up an order whose own version is live already', async () => {
    expect((await resume({ liveVersion: VERSION })).resumed).toMatchObject({ key: { version: VERSION } });
  });

  it('no longer counts the certificate that an invalid order was asked for', async () => {
    const issuance = { at: NOW, domainNames: ['example.com'], exempt: false };
    const { state } = await resume({
      order: anOrder({ status: 'invalid' }),
      issuances: { [VERSION]: issuance, another: issuance },
    });

    expect(state.issuances).toEqual({ another: issuance });
  });

  it.each([
    ['no order', 'none' as const],
    ['an order for something else', { ...JOURNAL, orderHash: 'another' }],
    ['an order of an earlier release for another definition', { ...JOURNAL, definitionHash: 'hash-0' }],
    ['an order that did not get to the CA', { ...JOURNAL, url: undefined }],
  ])('passes over %s without a step', async (_, journal) => {
    const { resumed, calls } = await resume({ journal });

    expect(resumed).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it.each([
    'acme-unavailable',
    'acme-rate-limited',
    'acme-paused',
    'deadline-exceeded',
    'interrupted',
    'acme-account',
    'aws-failed',
    'store-failed',
  ] as const)('fails with %s, which says nothing about the order', async (code) => {
    const thrown = failure(code);

    expect((await resume({ order: thrown })).resumed).toBe(thrown);
  });

  it('fails as a fault of our own does', async () => {
    const thrown = new TypeError('reading x of undefined');

    expect((await resume({ order: thrown })).resumed).toBe(thrown);
  });
});
