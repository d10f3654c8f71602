/** One issuance for example.com over ports in memory: a CA that climbs at once, and values that every name server shows at once. */

import { systemClock } from '../../../../functions/engine/deadline.ts';
import type { Rrset } from '../../../../functions/engine/dns/propagation-progress.ts';
import type { IssuanceJob, Steps } from '../../../../functions/engine/issuance/issuance-job.ts';
import {
  type IssuancePorts,
  type Issued,
  issueCertificate,
} from '../../../../functions/engine/issuance/issue-certificate.ts';
import type { AcmeServer, Authorization, Order } from '../../../../functions/engine/ports/acme.ts';
import type { TxtRecord } from '../../../../functions/engine/ports/dns.ts';
import type { RunStep } from '../../../../functions/engine/ports/events.ts';
import type { CertificateState, Issuance, OrderJournal } from '../../../../functions/engine/renewal/state.ts';
import { createSteps } from '../../../../functions/engine/run/steps.ts';
import { aDefinition, anOrder, anOrderJournal, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import {
  createMemoryOrderQuota,
  createMemoryRecords,
  createMemorySecrets,
  createMemoryStore,
  createRecordedEvents,
  NO_EXISTING,
} from '../../../support/memory-ports.ts';
import { aZone, createDns } from '../dns/dns-in-memory.ts';

const AUTHORIZATION_URL = 'https://ca.test/authorization/1';

/** Of the order that an earlier run left. */
export const JOURNAL = anOrderJournal({
  version: '20261123T050000Z-abcdef',
  csr: 'AQID',
  exempt: true,
  url: anOrder().url,
});

type Given = {
  misses?: Record<string, number>;
  issuances?: Record<string, Issuance>;
  /** The type of the problem that the CA finds; none when it sees the value. */
  problem?: string;
  /** How long the run has. */
  workMs?: number;
  /** The order of an earlier run, as the CA has it. @default none is left */
  left?: Order['status'];
  journal?: OrderJournal;
  /** When the certificate becomes valid. */
  notBefore?: Date;
  /** The names in the certificate. @default those that were asked for */
  certified?: string[];
  /** What an earlier run noted. */
  namesMissing?: CertificateState['namesMissing'];
  /** The live certificate, and the CA's advice on it. */
  live?: Pick<CertificateState, 'certificate' | 'renewalInfo'>;
  /** @default false */
  forced?: boolean;
  /** What the CA does instead. */
  acme?: Partial<AcmeServer>;
  cleanUp?: IssuancePorts['solver']['cleanUp'];
  definition?: Parameters<typeof aDefinition>[0];
  createKey?: () => Promise<string>;
  /** @default no order was made at the CA before */
  orderQuota?: IssuancePorts['orderQuota'];
  /** Whether this Node knows the root of the CA's chain. @default false */
  isRootKnown?: boolean;
};

export async function issue(given: Given = {}) {
  const { journal = JOURNAL, workMs = 600_000 } = given;
  const clock = createManualClock(NOW);
  const calls: string[] = [];
  const certificate = await issueTestCertificate({
    ...(given.notBefore && { notBefore: given.notBefore }),
    ...(given.certified && { domainNames: given.certified }),
  });
  const ca = climbingCa(certificate.pem, given, calls, () => clock.now().getTime() - NOW.getTime());
  const store = createMemoryStore();
  store.keys.set(journal.version, certificate.privateKeyPem);
  const events = createRecordedEvents();
  const ports: IssuancePorts = {
    ...createDns(),
    nameServerDomains: ['dnscale.test'],
    zones: { listZones: async () => [aZone('example.com')], listRecords: async () => [] },
    acme: { ...ca.acme, ...given.acme },
    importer: NO_EXISTING,
    secrets: createMemorySecrets(),
    solver: solverOf(given.cleanUp),
    store,
    orderQuota: given.orderQuota ?? createMemoryOrderQuota(clock),
    clock,
    events,
    createKey: given.createKey ?? (async () => certificate.privateKeyPem),
    readRoots: () => (given.isRootKnown ? [certificate.chainPems[1]] : []),
    createCsr: async () => new Uint8Array([9]),
    newVersion: () => '20261123T060000Z-abcdef',
  };
  const { records, claim } = await claimWith({ ...given, journal }, calls);
  const { steps, entered } = recordedSteps();
  const job: IssuanceJob = {
    definition: aDefinition(given.definition),
    definitionHash: JOURNAL.definitionHash,
    claim,
    deadline: { at: new Date(NOW.getTime() + workMs), signal: noDeadline().signal },
    cleanUpDeadline: noDeadline(),
    forced: given.forced ?? false,
    steps,
  };
  const outcome: { issued?: Issued; thrown?: unknown } = await issueCertificate(job, ports).then(
    (issued) => ({ issued }),
    (thrown: unknown) => ({ thrown }),
  );
  const elapsedMs = clock.now().getTime() - NOW.getTime();
  const { state } = records;
  const { live } = store;
  return { ...outcome, answeredAtMs: ca.answeredAtMs, elapsedMs, calls, entered, events, state, live };
}

async function claimWith({ left, journal, misses, issuances, namesMissing, live }: Given, calls: string[]) {
  const records = createMemoryRecords(undefined, {
    ...(misses && { misses }),
    ...(issuances && { issuances }),
    ...(namesMissing && { namesMissing }),
    ...(left && { order: journal }),
    ...live,
  });
  const claim = await records.claim('example.com', { runId: 'run-1', runUntil: NOW }, noDeadline());
  if (!claim) throw new Error('nobody else holds the claim');
  const { write } = claim;
  claim.write = (changes, deadline) => {
    calls.push(`write ${Object.keys(changes)}`);
    return write(changes, deadline);
  };
  return { records, claim };
}

function recordedSteps() {
  const steps = createSteps(systemClock);
  const entered: RunStep[] = [];
  const enter = (step: RunStep) => {
    entered.push(step);
    steps.enter(step);
  };
  const recorded: Steps = {
    get current() {
      return steps.current;
    },
    enter,
  };
  return { steps: recorded, entered };
}

function climbingCa(pem: string, { left, problem }: Given, calls: string[], elapsedMs: () => number) {
  const answeredAtMs: number[] = [];
  let status: Order['status'] = left ?? 'pending';
  const seen = () => anOrder({ status, authorizationUrls: [AUTHORIZATION_URL] });
  const acme: AcmeServer = {
    readMeta: async () => ({ profiles: [], caaIdentities: [], externalAccountRequired: false }),
    readAccountUrl: async () => 'https://ca.test/account/1',
    findAccount: async () => 'https://ca.test/account/1',
    readRenewalInfo: async () => undefined,
    revokeCertificate: async () => void calls.push('revoke'),
    createOrder: async () => {
      calls.push('newOrder');
      return seen();
    },
    getOrder: async () => {
      calls.push(`read ${status}`);
      const order = seen();
      if (status === 'processing') status = 'valid';
      return order;
    },
    getAuthorization: async () => authorizationOf(status, problem),
    respondToChallenge: async () => {
      calls.push('answer');
      answeredAtMs.push(elapsedMs());
      status = problem === undefined ? 'ready' : 'invalid';
    },
    finalizeOrder: async (_, csr) => {
      calls.push(`finalize ${Buffer.from(csr).toString('hex')}`);
      status = 'processing';
      return seen();
    },
    downloadCertificate: async () => {
      calls.push('download');
      return pem;
    },
    downloadAlternates: async () => [],
  };
  return { acme, answeredAtMs };
}

function solverOf(cleanUp: IssuancePorts['solver']['cleanUp'] = async () => undefined) {
  const solver: IssuancePorts['solver'] = {
    outstanding: () => [],
    present: async () => {},
    waitForPropagation: async (records, onPropagated) => {
      for (const record of records) await onPropagated(rrsetOf(record));
    },
    cleanUp,
  };
  return solver;
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
