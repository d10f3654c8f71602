/**
 * One issuance, in the words and the order of RFC 8555 §7.1. What a step leaves behind is journalled in the state before it
 * is done (an order's URL as soon as there is one), so that a later run knows of it. It decides nothing and installs nothing.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer, CreateCsr, Order, OrderQuota } from '../ports/acme.ts';
import type { ZoneDirectory } from '../ports/dns.ts';
import type { EventSink, RunStep } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type { CertificateStore, StoredCertificate } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { type PreflightPorts, preflight } from '../preflight/preflight.ts';
import type { OrderJournal } from '../renewal/state.ts';
import { beginOrder } from './begin-order.ts';
import {
  type ChallengeTargets,
  fetchAuthorizations,
  missedZones,
  orderInvalid,
  type PendingChallenge,
  pendingChallenges,
  rejectedNames,
} from './challenges.ts';
import { countMisses, extraWaitMs } from './extra-wait.ts';
import { finalizeOrder, storeCertificate } from './finish-order.ts';
import { countFailedValidations } from './own-limits.ts';
import { pollOrder } from './poll-order.ts';
import { resumeOrder } from './resume-order.ts';

export type IssuancePorts = Pick<PreflightPorts, 'resolver' | 'lookups' | 'nameServerDomains'> & {
  acme: AcmeServer;
  zones: ZoneDirectory;
  solver: Dns01Solver;
  store: CertificateStore;
  orderQuota: OrderQuota;
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
  /** A person wants a certificate, whatever was issued before. */
  forced: boolean;
  /** Told before each step, so that a failure names the step it happened in. */
  enter(step: RunStep): void;
};

/** Begins the clean-up as soon as the CA has seen the values; the caller MUST wait for it, whatever comes of this. */
export async function issueCertificate(job: IssuanceJob, ports: IssuancePorts): Promise<StoredCertificate> {
  const resumed = await resumeOrder(job, ports);
  const isToBeValidated = resumed === undefined || resumed.order.status === 'pending';
  // No order is spent on what the preflight can tell; one that is validated already needs it no more.
  const targets = isToBeValidated ? await checkBefore(job, ports) : new Map();
  const { order, key } = resumed ?? (await beginOrder(job, ports));
  const isSecondDownload = resumed?.order.status === 'valid';
  const giveUp = (thrown: unknown) => giveUpIfForgotten(thrown, job);
  if (order.status === 'pending') await validate(order, targets, job, ports).catch(giveUp);
  void ports.solver.cleanUp(job.cleanUpDeadline);
  job.enter('finalize');
  const finalized = finalizeOrder(order, key, job, ports);
  // What was finalized just now may take the CA a while to show.
  const pem = await (isSecondDownload ? finalized.catch(giveUp) : finalized);
  job.enter('store');
  return storeCertificate({ pem, isSecondDownload }, key, job, ports);
}

export type ArchivedKey = { version: string; privateKeyPem: string; journal: OrderJournal };

export type BegunOrder = { order: Order; key: ArchivedKey };

/** The order itself may be there all the same: gone on with, it would end here again and again. */
async function giveUpIfForgotten(thrown: unknown, { claim, deadline }: IssuanceJob): Promise<never> {
  if (thrown instanceof RenewerError && thrown.code === 'order-expired') {
    await claim.write({ order: undefined }, deadline);
  }
  throw thrown;
}

function checkBefore(job: IssuanceJob, ports: IssuancePorts): Promise<ChallengeTargets> {
  job.enter('preflight');
  return preflight(job.definition, job.claim.state, ports, job.deadline);
}

async function validate(
  order: Order,
  targets: ChallengeTargets,
  job: IssuanceJob,
  ports: IssuancePorts,
): Promise<void> {
  const { acme } = ports;
  const { claim, deadline } = job;
  await solve(await readChallenges(order, targets, job, ports), job, ports);
  const seen = await pollOrder(order.url, ['pending'], { ...ports, deadline });
  if (seen.status !== 'invalid') return;
  const failed = await fetchAuthorizations(seen, acme, deadline);
  const misses = countMisses(claim.state.misses, missedZones(failed, targets));
  const failedValidations = countFailedValidations(
    claim.state.failedValidations,
    rejectedNames(failed),
    ports.clock.now(),
  );
  await claim.write({ misses, failedValidations, order: undefined }, deadline);
  throw await orderInvalid(seen, failed, acme, deadline);
}

/** An order whose authorizations are of no use any more is given up: the next run makes another. */
async function readChallenges(
  order: Order,
  targets: ChallengeTargets,
  { claim, deadline }: IssuanceJob,
  { acme }: IssuancePorts,
): Promise<PendingChallenge[]> {
  const authorizations = await fetchAuthorizations(order, acme, deadline);
  try {
    return pendingChallenges(authorizations, targets);
  } catch (thrown) {
    await claim.write({ order: undefined }, deadline);
    throw thrown;
  }
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
    await waitExtra(name, zoneName, job, ports);
    for (const { record, challengeUrl, domainName } of challenges) {
      if (record.name !== name) continue;
      await acme.respondToChallenge(challengeUrl, job.deadline);
      events.emit({ event: 'challenge-answered', domainName });
    }
  };
  await solver.waitForPropagation(records, answer, job.deadline);
  job.enter('validate');
}

async function waitExtra(
  name: string,
  zoneName: string,
  { claim, deadline }: IssuanceJob,
  { clock, events }: IssuancePorts,
): Promise<void> {
  const waitMs = extraWaitMs(claim.state.misses, zoneName);
  if (waitMs === 0) return;
  events.emit({ event: 'extra-wait', name, waitMs });
  await clock.sleep(waitMs, deadline);
}
