import { describe, expect, it } from 'vitest';
import type { Rrset } from '../../../../functions/engine/dns/propagation.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import {
  type IssuanceJob,
  type IssuancePorts,
  issueCertificate,
} from '../../../../functions/engine/issuance/issue-certificate.ts';
import type { Authorization, Order } from '../../../../functions/engine/ports/acme.ts';
import type { TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import { aDefinition, anOrder, anOrderJournal, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryOrderQuota,
  createMemoryRecords,
  createMemoryStore,
  createRecordedEvents,
} from '../../../support/memory-ports.ts';
import { aZone, createDns } from '../dns/dns-in-memory.ts';

const AUTHORIZATION_URL = 'https://ca.test/authorization/1';

const FORGOTTEN = new RenewerError({ code: 'order-expired', disposition: 'next-run', message: 'HTTP 404' });

const LEFT = anOrderJournal({
  version: '20261123T050000Z-abcdef',
  csr: 'AQID',
  url: anOrder().url,
});

type Given = {
  misses?: Record<string, number>;
  /** The type of the problem that the CA finds; none when it sees the value. */
  problem?: string;
  /** How long the run has. */
  workMs?: number;
  /** Of the order it knows nothing any more from this point on. */
  forgottenAt?: 'authorization' | 'challenge' | 'download';
  /** The order of an earlier run, as the CA has it. */
  left?: Order['status'];
};

/** One issuance for example.com, whose values are on every name server at once. */
async function issue({ misses, problem, workMs, forgottenAt, left }: Given = {}) {
  const clock = createManualClock(NOW);
  const elapsedMs = () => clock.now().getTime() - NOW.getTime();
  const answeredAtMs: number[] = [];
  const { pem, privateKeyPem } = await issueTestCertificate();
  let status: Order['status'] = left ?? 'pending';
  const expectKnown = (point: Given['forgottenAt']) => {
    if (point === forgottenAt) throw FORGOTTEN;
  };

  const acme: IssuancePorts['acme'] = {
    readMeta: async () => ({ profiles: [], caaIdentities: [], externalAccountRequired: false }),
    readAccountUrl: async () => 'https://ca.test/account/1',
    readRenewalInfo: async () => undefined,
    createOrder: async () => anOrder({ authorizationUrls: [AUTHORIZATION_URL] }),
    getOrder: async () => anOrder({ status, authorizationUrls: [AUTHORIZATION_URL] }),
    getAuthorization: async () => {
      expectKnown('authorization');
      return authorizationOf(status, problem);
    },
    respondToChallenge: async () => {
      expectKnown('challenge');
      answeredAtMs.push(elapsedMs());
      status = problem === undefined ? 'ready' : 'invalid';
    },
    finalizeOrder: async () => {
      status = 'valid';
      return anOrder({ status });
    },
    downloadCertificate: async () => {
      expectKnown('download');
      return pem;
    },
    downloadAlternates: async () => [],
  };
  const solver: IssuancePorts['solver'] = {
    outstanding: () => [],
    present: async () => {},
    waitForPropagation: async (records, onPropagated) => {
      for (const record of records) await onPropagated(rrsetOf(record));
    },
    cleanUp: async () => undefined,
  };
  const events = createRecordedEvents();
  const ports: IssuancePorts = {
    ...createDns(),
    nameServerDomains: ['dnscale.test'],
    zones: { listZones: async () => [aZone('example.com')] },
    acme,
    solver,
    store: createMemoryStore(),
    orderQuota: createMemoryOrderQuota(clock),
    clock,
    events,
    createKey: async () => privateKeyPem,
    createCsr: async () => new Uint8Array(),
    newVersion: () => '20261123T060000Z-abcdef',
  };
  await ports.store.archiveKey('example.com', LEFT.version, privateKeyPem, noDeadline());
  const order = left && LEFT;
  const records = createMemoryRecords(undefined, { ...(misses && { misses }), ...(order && { order }) });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const at = new Date(NOW.getTime() + (workMs ?? 600_000));
  const job: IssuanceJob = {
    definition: aDefinition(),
    definitionHash: 'hash-1',
    claim,
    deadline: { at, signal: noDeadline().signal },
    cleanUpDeadline: noDeadline(),
    forced: false,
    enter: () => {},
  };
  const thrown = await issueCertificate(job, ports).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { thrown, answeredAtMs, events, state: records.state };
}

function authorizationOf(orderStatus: Order['status'], problem: string | undefined): Authorization {
  const authorization = { url: AUTHORIZATION_URL, domainName: 'example.com', wildcard: false };
  const challenge = { url: 'https://ca.test/challenge/1', txtValue: 'value-1' };
  if (orderStatus !== 'invalid') return { ...authorization, status: 'pending', challenge };
  return { ...authorization, status: 'invalid', challenge, error: 'the CA’s words', errorType: problem };
}

function rrsetOf({ name, zoneName, value }: TxtRecord): Rrset {
  return { name, zoneName, values: [value] };
}

describe('issueCertificate, settling', () => {
  it.each([
    ['at once without a miss', undefined, 0],
    ['at once after a miss in another zone', { 'example.org': 2 }, 0],
    ['60 s later after a miss', { 'example.com': 1 }, 60_000],
    ['120 s later after two misses', { 'example.com': 2 }, 120_000],
    ['120 s later after many misses', { 'example.com': 7 }, 120_000],
  ])('answers the challenge %s, and forgets the misses', async (_, misses, expectedMs) => {
    const { thrown, answeredAtMs, events, state } = await issue(misses && { misses });

    expect(thrown).toBeUndefined();
    expect(answeredAtMs).toEqual([expectedMs]);
    expect(events.named('extra-wait').map(({ waitMs }) => waitMs)).toEqual(
      expectedMs > 0 ? [expectedMs] : [],
    );
    expect(state).toMatchObject({ certificate: { domainNames: ['example.com'] }, order: undefined });
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

  it('fails without an answer when the time is up before it has settled, and keeps the order', async () => {
    const { thrown, answeredAtMs, state } = await issue({ misses: { 'example.com': 1 }, workMs: 30_000 });

    expect(thrown).toMatchObject({ code: 'deadline-exceeded' });
    expect(answeredAtMs).toEqual([]);
    expect(state.order?.url).toBe('https://ca.test/order/1');
    expect(state.misses).toEqual({ 'example.com': 1 });
  });
});

describe('issueCertificate, when the CA has forgotten a part of the order', () => {
  it.each([
    ['authorization', undefined],
    ['authorization', 'pending'],
    ['challenge', 'pending'],
    ['download', 'valid'],
  ] as const)('gives it up at the %s (an order that is left: %s)', async (forgottenAt, left) => {
    const { thrown, state } = await issue({ forgottenAt, ...(left && { left }) });

    expect(thrown).toBe(FORGOTTEN);
    expect(state.order).toBeUndefined();
  });

  it('asks once more for a certificate that is not there yet', async () => {
    const { thrown, state } = await issue({ forgottenAt: 'download' });

    expect(thrown).toBe(FORGOTTEN);
    expect(state.order?.url).toBe(anOrder().url);
  });
});
