/**
 * One issuance, in the words and the order of RFC 8555 §7.1. Every step is journalled in the state before it is
 * done, so that whatever a killed run left behind is known. It decides nothing and installs nothing.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import type { RenewerError } from '../errors.ts';
import { checkCertificate } from '../install/check-certificate.ts';
import type {
  AcmeServer,
  Authorization,
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
  type ChallengeTargets,
  challengeInvalid,
  fetchAuthorizations,
  missedZones,
  type PendingChallenge,
  pendingChallenges,
} from './challenges.ts';
import { pollOrder } from './poll-order.ts';
import { type PreflightPorts, preflight } from './preflight.ts';
import { resumeOrder } from './resume-order.ts';
import { countMisses, settleMs } from './settling.ts';

export type IssuancePorts = Pick<PreflightPorts, 'resolver' | 'lookups' | 'nameServerDomains'> & {
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
  const resumed = await resumeOrder(job, ports);
  const isToBeValidated = resumed === undefined || resumed.order.status === 'pending';
  // No order is spent on what the preflight can tell; one that is validated already needs it no more.
  const targets = isToBeValidated ? await checkBefore(job, ports) : new Map();
  const { order, key } = resumed ?? (await beginOrder(job, ports));
  if (order.status === 'pending') await validate(order, targets, job, ports);
  void ports.solver.cleanUp(job.cleanUpDeadline);
  job.enter('finalize');
  const pem = await finalize(order, key, job, ports);
  job.enter('store');
  return await keep(pem, key, job, ports);
}

export type ArchivedKey = { version: string; privateKeyPem: string; journal: OrderJournal };

export type BegunOrder = { order: Order; key: ArchivedKey };

function checkBefore(job: IssuanceJob, ports: IssuancePorts): Promise<ChallengeTargets> {
  job.enter('preflight');
  return preflight(job.definition, job.claim.state, ports, job.deadline);
}

async function beginOrder(job: IssuanceJob, ports: IssuancePorts): Promise<BegunOrder> {
  job.enter('createKey');
  const key = await archiveNewKey(job, ports);
  job.enter('newOrder');
  return { order: await openOrder(key, job, ports), key };
}

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

async function validate(
  order: Order,
  targets: ChallengeTargets,
  job: IssuanceJob,
  ports: IssuancePorts,
): Promise<void> {
  const { acme } = ports;
  const { claim, deadline } = job;
  const authorizations = await fetchAuthorizations(order, acme, deadline);
  await solve(pendingChallenges(authorizations, targets), job, ports);
  const seen = await pollOrder(order.url, ['pending'], { ...ports, deadline });
  if (seen.status !== 'invalid') return;
  const failed = await fetchAuthorizations(seen, acme, deadline);
  const misses = countMisses(claim.state.misses, missedZones(failed, targets));
  await claim.write({ misses, order: undefined }, deadline);
  throw await orderInvalid(seen, failed, ports, deadline);
}

/** The CA's directory was read long ago: this asks nobody. */
async function orderInvalid(
  order: Order,
  authorizations: Authorization[],
  { acme }: IssuancePorts,
  deadline: Deadline,
): Promise<RenewerError> {
  const { caaIdentities } = await acme.readMeta(deadline);
  return challengeInvalid(order, authorizations, caaIdentities);
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
  const answer = async ({ name, zoneName }: { name: string; zoneName: string }) => {
    await settle(name, zoneName, job, ports);
    for (const { record, challengeUrl, domainName } of challenges) {
      if (record.name !== name) continue;
      await acme.respondToChallenge(challengeUrl, job.deadline);
      events.emit({ event: 'challenge-answered', domainName });
    }
  };
  await solver.waitForPropagation(records, answer, job.deadline);
  job.enter('validate');
}

async function settle(
  name: string,
  zoneName: string,
  { claim, deadline }: IssuanceJob,
  { clock, events }: IssuancePorts,
): Promise<void> {
  const waitMs = settleMs(claim.state.misses, zoneName);
  if (waitMs === 0) return;
  events.emit({ event: 'settling', name, waitMs });
  await clock.sleep(waitMs, deadline);
}

async function finalize(
  order: Order,
  { privateKeyPem }: ArchivedKey,
  job: IssuanceJob,
  ports: IssuancePorts,
): Promise<string> {
  const { acme } = ports;
  const { deadline } = job;
  // A resumed order may have been finalized by the run that was killed.
  if (order.status === 'pending' || order.status === 'ready') {
    const csr = await ports.createCsr(privateKeyPem, job.definition.domainNames);
    await acme.finalizeOrder(order.url, csr, deadline);
  }
  const seen = await pollOrder(order.url, ['ready', 'processing'], { ...ports, deadline });
  if (seen.status === 'valid') return acme.downloadCertificate(order.url, deadline);
  throw await orderInvalid(seen, await fetchAuthorizations(seen, acme, deadline), ports, deadline);
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
  await claim.write({ certificate, order: undefined, misses: undefined }, deadline);
  events.emit({ event: 'certificate-stored', version });
  return certificate;
}
