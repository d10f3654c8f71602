/**
 * One run for one certificate: see that it is known, claim, gather, decide, issue, install, clean up, report. Once it has the
 * claim, it ends with a report in state and events. `nextCheckAt` is the only retry clock.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import { createDns01Solver } from '../dns/dns01-solver.ts';
import { rememberNameServers } from '../dns/remember-name-servers.ts';
import { installCertificate } from '../install/install-certificate.ts';
import { keepsValues } from '../issuance/failure-cost.ts';
import { type Issued, issueCertificate } from '../issuance/issue-certificate.ts';
import { reinstallVersion } from '../issuance/reinstall-version.ts';
import { isResumable } from '../issuance/resume-order.ts';
import type { StoredDefinition } from '../ports/records.ts';
import type { Deadline } from '../ports/time.ts';
import { type Decision, type DueReason, decideRenewal } from '../renewal/decide-renewal.ts';
import { revocationOfLive } from '../revocation/revocations.ts';
import { announceChanges } from './announce.ts';
import { askRenewalInfo } from './ask-renewal-info.ts';
import { cleanUpLeftovers, finishCleanUp } from './clean-up.ts';
import {
  awaitedUntil,
  expectGathered,
  forcedSince,
  type Gathered,
  gather,
  isAskedFor,
  isKnown,
  removeServed,
  unlessFailedSince,
} from './gather.ts';
import { noteReleased, release } from './release.ts';
import { renewalReadiness } from './renewal-readiness.ts';
import { reportFailure, reportSuccess } from './report.ts';
import type { Outcome, Run, RunPorts, RunTimes } from './run.ts';
import { beginRevocations, endRevocations, expectRevoked } from './run-revocations.ts';
import { watchSteps } from './sightings.ts';
import { createSteps, toldSteps } from './steps.ts';

/** The claim outlives the run by this much, so that no other run begins while the last call of this one is under way. */
const CLAIM_MARGIN_MS = 15_000;

const HOUR_MS = 60 * 60 * 1000;

export type CheckRequest = {
  /** When the check was asked for. */
  askedAt?: Date | undefined;
  /** How long that holds: then the next tick has asked again for what is still due, the most urgent first. @default - always */
  holdsMs?: number | undefined;
  /** Issue a new certificate, whatever is stored. @default false */
  forced?: boolean | undefined;
};

/**
 * @param request `askedAt`: when the message was sent. The run is skipped when another one has failed since, unless a person has
 * asked to revoke. `holdsMs`: a later run leaves at once, so that what is urgent never waits behind messages of earlier ticks.
 * @throws RenewerError when it cannot tell whether the certificate is known, or cannot take the claim: then there is no state to
 * report to. Also when the report itself cannot be written, or another run has taken the claim over.
 */
export async function renewCertificate(
  certificateName: string,
  ports: RunPorts,
  times: RunTimes,
  request: CheckRequest = {},
): Promise<void> {
  const { askedAt, holdsMs = Number.POSITIVE_INFINITY } = request;
  if (!askedAt || ports.clock.now().getTime() - askedAt.getTime() < holdsMs) {
    return check(certificateName, ports, times, request);
  }
  ports.events.emit({ event: 'run-skipped', reason: 'a later tick asks for this check again' });
}

async function check(
  certificateName: string,
  ports: RunPorts,
  times: RunTimes,
  { askedAt, forced = false }: CheckRequest,
): Promise<void> {
  const runId = ports.newRunId();
  const runUntil = new Date(times.end.at.getTime() + CLAIM_MARGIN_MS);
  const asked = await gather(certificateName, ports.records, times.work);
  if (!(await isKnown(asked, ports.records, times.work))) return endUnknown(asked, ports, times.end);
  const request = { runId, runUntil, askedAt: unlessFailedSince(askedAt, asked) };
  const claim = await ports.records.claim(certificateName, request, times.work);
  if (!claim) {
    ports.events.emit({
      event: 'run-skipped',
      reason: 'another run works on this certificate, or has failed since this check was asked for',
    });
    return;
  }
  ports.events.emit({ event: 'run-started', runId });
  if (claim.movedFrom !== undefined) ports.events.emit({ event: 'state-moved', from: claim.movedFrom });
  const before = claim.state;
  const resolver = rememberNameServers(ports.resolver);
  const steps = createSteps(ports.clock);
  const sightings = watchSteps(steps, ports.events);
  const { events } = sightings;
  const solver = createDns01Solver({ ...ports, resolver, events }, claim.state.txtRecords);
  const startedAt = ports.clock.now();
  // Until the claim another run may have held it, and have served a later declaration.
  const found = await gather(certificateName, ports.records, times.work);
  const run: Run = {
    claim,
    solver,
    serialBefore: claim.state.certificate?.serial,
    times,
    awaitedUntil: awaitedUntil(found),
    forcedAt: forcedSince(found, claim.state),
    forcedHere: forced,
    steps,
    sightings,
    isAskedFor: isAskedFor(found),
    askedAt,
    startedAt,
    ports: { ...ports, resolver, events },
  };
  let hasSucceeded = false;
  let isRetired = false;
  try {
    const { outcome, cleanUp } = await work(found, run);
    await finishCleanUp(run, cleanUp);
    await reportSuccess(run, outcome);
    hasSucceeded = true;
    isRetired = outcome.outcome === 'retired';
  } catch (thrown) {
    const isContinued = claim.state.order?.url !== undefined && keepsValues(thrown, run.steps.current);
    await solver.cleanUp(times.cleanUp, isContinued ? ({ brief = false }) => brief : undefined);
    await reportFailure(run, thrown);
  }
  await removeServed(found, { hasSucceeded, now: ports.clock.now() }, ports, times.end);
  await announceChanges({ before, isRetired }, found, run);
}

async function endUnknown(asked: Gathered, ports: RunPorts, deadline: Deadline): Promise<void> {
  ports.events.emit({ event: 'run-skipped', reason: 'nobody has declared this certificate' });
  // There is nothing to revoke: what asks for it goes too.
  asked.untaken?.clear();
  await removeServed(asked, { hasSucceeded: true, now: ports.clock.now() }, ports, deadline);
}

/** `cleanUp` may still be under way. */
type Worked = { outcome: Outcome; cleanUp?: Issued['cleanUp'] | undefined };

async function work(found: Gathered, run: Run): Promise<Worked> {
  const { claim, ports, steps } = run;
  const begun = await beginRevocations(found, run);
  const stored = expectGathered(found);
  await noteReleased(found, stored?.definition, run);
  // The CA may be validating the order of an earlier run now: its values stay.
  const isContinued = stored !== undefined && isResumable(claim.state.order, stored);
  if (!isContinued) await cleanUpLeftovers(run);
  if (!stored) {
    await release(found.certificateName, run);
    const refused = await endRevocations(run, { replaced: false });
    await expectRevoked([refused, begun], undefined, run);
    return { outcome: { outcome: 'retired' } };
  }
  steps.enter('decide');
  // Before the archive, too: it may hold certificates of a CA that the deployment no longer names.
  ports.expectAuthority(stored.definition.certificateAuthority);
  await askRenewalInfo(stored.definition, run);
  const decision = decide(stored.definition, run, await isStoreAhead(found.certificateName, run));
  const isReinstalled = decision.due && !isContinued && (await reinstall(decision.reason, stored, run));
  const issued = decision.due && !isReinstalled ? await issue(stored, run) : undefined;
  const installed = await install(stored.definition, run);
  const refused = await endRevocations(run, { replaced: true });
  await release(found.certificateName, run);
  const readiness = decision.due ? undefined : await renewalReadiness(stored.definition, run);
  await expectRevoked([refused, begun], readiness, run);
  const next = decideRenewal({ ...gathered(stored.definition, run), now: ports.clock.now() });
  // It may be due again at once. A CA that hands out old certificates must not be asked for one at every tick.
  const pauseMs = isReinstalled ? 0 : HOUR_MS;
  const nextCheckAt = next.due ? new Date(ports.clock.now().getTime() + pauseMs) : next.nextCheckAt;
  if (issued) return { outcome: { outcome: 'renewed', nextCheckAt }, cleanUp: issued.cleanUp };
  const outcome = isReinstalled || installed.length > 0 ? 'installed' : 'unchanged';
  return { outcome: { outcome, nextCheckAt, readiness } };
}

/** Not when a person wants a new certificate or the live one is old: then one of the archive would be no better. */
const REINSTALLS: readonly DueReason[] = [
  'nothing-stored',
  'store-ahead',
  'names-changed',
  'key-algorithm-changed',
  'profile-changed',
  'authority-changed',
];

async function reinstall(reason: DueReason, { definition }: StoredDefinition, run: Run): Promise<boolean> {
  if (!REINSTALLS.includes(reason)) return false;
  const { claim, ports, steps, times } = run;
  steps.enter('reinstall');
  return reinstallVersion({ definition, claim, deadline: times.work }, ports);
}

/**
 * A run was killed after the pointer had moved and before the state knew. While the definition still fits its order, that
 * order is resumed. If the definition changed back meanwhile, nothing would be due although the live files do not fit it.
 */
async function isStoreAhead(certificateName: string, { claim, ports, times }: Run): Promise<boolean> {
  const { order, certificate, reinstalling } = claim.state;
  if ((order?.url === undefined && reinstalling === undefined) || !certificate) return false;
  const live = await ports.store.liveVersion(certificateName, times.work);
  return live !== undefined && live > certificate.version;
}

function decide(definition: CertificateDefinition, run: Run, storeIsAhead: boolean): Decision {
  const decision = decideRenewal({ ...gathered(definition, run), forced: isForced(run), storeIsAhead });
  const { due, reason, message } = decision;
  const next = decision.due ? {} : { nextCheckAt: decision.nextCheckAt.toISOString() };
  run.ports.events.emit({ event: 'decided', due, reason, message, ...next });
  return decision;
}

function gathered(definition: CertificateDefinition, { claim, ports }: Run) {
  const { certificate, renewalInfo } = claim.state;
  const isToBeReplaced = revocationOfLive(claim.state) !== undefined;
  return { now: ports.clock.now(), definition, certificate, renewalInfo, isToBeReplaced };
}

function isForced({ forcedAt, forcedHere }: Run): boolean {
  return forcedHere || forcedAt !== undefined;
}

function issue({ definition, hash }: StoredDefinition, run: Run): Promise<Issued> {
  const { claim, solver, times, ports, steps } = run;
  // Clients refuse what is live: our own limit of a week must not keep it there.
  const isUrgent = revocationOfLive(claim.state)?.isAtOnce ?? false;
  const job = {
    definition,
    definitionHash: hash,
    claim,
    deadline: times.work,
    cleanUpDeadline: times.cleanUp,
    forced: isForced(run) || isUrgent,
    unlimited: run.forcedHere || isUrgent,
    isUrgent,
    steps: toldSteps(steps, ports.events),
  };
  return issueCertificate(job, { ...ports, solver, acme: ports.acmeServer(definition.certificateAuthority) });
}

async function install(definition: CertificateDefinition, run: Run): Promise<string[]> {
  const { claim, steps, times, ports } = run;
  const { certificate } = claim.state;
  if (!certificate) return [];
  steps.enter('install');
  return installCertificate({ definition, certificate, claim, deadline: times.work }, ports);
}
