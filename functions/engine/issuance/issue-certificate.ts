/**
 * One issuance, in the words and the order of RFC 8555 §7.1. Every step is journalled in the state before it is
 * done, so that whatever a killed run left behind is known. It decides nothing and installs nothing.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import { checkCertificate } from '../install/check-certificate.ts';
import type {
  AcmeServer,
  CertificateStore,
  Clock,
  CreateCsr,
  Deadline,
  EventSink,
  Order,
  StateClaim,
  StoredCertificate,
  ZoneDirectory,
} from '../ports.ts';
import type { OrderJournal } from '../renewal/state.ts';
import {
  challengeInvalid,
  fetchAuthorizations,
  type PendingChallenge,
  pendingChallenges,
} from './challenges.ts';
import { pollOrder } from './poll-order.ts';
import { preflight } from './preflight.ts';

export type IssuancePorts = {
  acme: AcmeServer;
  zones: ZoneDirectory;
  solver: Dns01Solver;
  store: CertificateStore;
  clock: Clock;
  events: EventSink;
  createKey(keyAlgorithm: CertificateDefinition['keyAlgorithm']): Promise<string>;
  createCsr: CreateCsr;
  /** A name for a new archive version: sortable by time, unique. */
  newVersion(now: Date): string;
};

export type IssuanceJob = {
  definition: CertificateDefinition;
  definitionHash: string;
  claim: StateClaim;
  /** Bounds everything but the clean-up. */
  deadline: Deadline;
  /** Later than `deadline`: the clean-up has its own time, also after everything else ran out of it. */
  cleanUpDeadline: Deadline;
  /** Told before each step, so that a failure names the step it happened in. */
  enter(step: string): void;
};

/** Begins the clean-up as soon as the CA has seen the values; the caller MUST wait for it, whatever comes of this. */
export async function issueCertificate(job: IssuanceJob, ports: IssuancePorts): Promise<StoredCertificate> {
  job.enter('preflight');
  const zones = await preflight(job.definition, job.claim.state, ports, job.deadline);
  job.enter('createKey');
  const key = await archiveNewKey(job, ports);
  job.enter('newOrder');
  const order = await openOrder(key, job, ports);
  const challenges = pendingChallenges(await fetchAuthorizations(order, ports.acme, job.deadline), zones);
  await solve(challenges, job, ports);
  await expectStatus('ready', order, ['pending'], job, ports);
  void ports.solver.cleanUp(job.cleanUpDeadline);
  job.enter('finalize');
  const pem = await finalize(order, key, job, ports);
  job.enter('store');
  return await keep(pem, key, job, ports);
}

type ArchivedKey = { version: string; privateKeyPem: string; journal: OrderJournal };

/** Key first: it is safe in the archive before the order exists, and a bucket that refuses writes costs no order. */
async function archiveNewKey(job: IssuanceJob, ports: IssuancePorts): Promise<ArchivedKey> {
  const { definition, definitionHash, claim, deadline } = job;
  const startedAt = ports.clock.now();
  const version = ports.newVersion(startedAt);
  const privateKeyPem = await ports.createKey(definition.keyAlgorithm);
  const { certificateName, certificateAuthority } = definition;
  const journal = { version, definitionHash, certificateAuthority, startedAt };
  await claim.write({ order: journal }, deadline);
  await ports.store.archiveKey(certificateName, version, privateKeyPem, deadline);
  return { version, privateKeyPem, journal };
}

async function openOrder(
  { journal }: ArchivedKey,
  job: IssuanceJob,
  { acme, events }: IssuancePorts,
): Promise<Order> {
  const { domainNames, profile, certificateAuthority } = job.definition;
  const order = await acme.createOrder({ domainNames, profile }, job.deadline);
  await job.claim.write({ order: { ...journal, url: order.url } }, job.deadline);
  const chosen = profile === undefined ? {} : { profile };
  events.emit({ event: 'order-created', orderUrl: order.url, domainNames, certificateAuthority, ...chosen });
  return order;
}

/** Publishes all values, then answers the challenges of each RRset as soon as it is everywhere. */
async function solve(challenges: PendingChallenge[], job: IssuanceJob, ports: IssuancePorts): Promise<void> {
  if (challenges.length === 0) return;
  const { solver, acme, events } = ports;
  const records = challenges.map(({ record }) => record);
  job.enter('present');
  await job.claim.write({ txtRecords: [...solver.outstanding(), ...records] }, job.deadline);
  await solver.present(records, job.deadline);
  job.enter('waitForPropagation');
  const answer = async ({ name }: { name: string }) => {
    for (const { record, challengeUrl, domainName } of challenges) {
      if (record.name !== name) continue;
      await acme.respondToChallenge(challengeUrl, job.deadline);
      events.emit({ event: 'challenge-answered', domainName });
    }
  };
  await solver.waitForPropagation(records, answer, job.deadline);
  job.enter('validate');
}

async function finalize(
  order: Order,
  { privateKeyPem }: ArchivedKey,
  job: IssuanceJob,
  ports: IssuancePorts,
): Promise<string> {
  const csr = await ports.createCsr(privateKeyPem, job.definition.domainNames);
  await ports.acme.finalizeOrder(order.url, csr, job.deadline);
  await expectStatus('valid', order, ['ready', 'processing'], job, ports);
  return ports.acme.downloadCertificate(order.url, job.deadline);
}

async function expectStatus(
  wanted: Order['status'],
  order: Order,
  waiting: Order['status'][],
  { deadline }: IssuanceJob,
  { acme, clock }: IssuancePorts,
): Promise<void> {
  const seen = await pollOrder(order.url, waiting, { acme, clock, deadline });
  // An order that runs ahead of us (`valid` while we wait for `ready`) is fine.
  if (seen.status === wanted || seen.status === 'valid') return;
  throw challengeInvalid(seen, await fetchAuthorizations(seen, acme, deadline));
}

/** Checks what the CA sent, completes the archive version, moves the pointer, and only then calls it the live one. */
async function keep(
  pem: string,
  { version, privateKeyPem }: ArchivedKey,
  { definition, claim, deadline }: IssuanceJob,
  { store, clock, events }: IssuancePorts,
): Promise<StoredCertificate> {
  const { certificateName, domainNames, keyAlgorithm, certificateAuthority, profile } = definition;
  const { files, facts } = checkCertificate({
    pem,
    privateKeyPem,
    domainNames,
    keyAlgorithm,
    now: clock.now(),
  });
  const { serial, notAfter } = facts;
  events.emit({ event: 'certificate-issued', serial, notAfter: notAfter.toISOString(), domainNames });
  const certificate = { ...facts, version, keyAlgorithm, certificateAuthority, profile };
  await store.publish(certificateName, certificate, files, deadline);
  await claim.write({ certificate, order: undefined }, deadline);
  events.emit({ event: 'certificate-stored', version });
  return certificate;
}
