/**
 * One run for one certificate: claim, gather, decide, issue, install, clean up, settle. It always ends with a
 * report in state and events, and `nextCheckAt` is the only retry clock: nothing is thrown for the queue to retry.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import { deadlineWithin } from '../deadline.ts';
import { createDns01Solver } from '../dns/dns01-solver.ts';
import { rememberNameServers } from '../dns/remember-name-servers.ts';
import { asRenewerError, type ErrorCode } from '../errors.ts';
import { installCertificate } from '../install/install-certificate.ts';
import { issueCertificate } from '../issuance/issue-certificate.ts';
import { isResumable } from '../issuance/resume-order.ts';
import type { RunStep } from '../ports/events.ts';
import type { StoredDefinition } from '../ports/records.ts';
import { type Decision, decideRenewal } from '../renewal/decide-renewal.ts';
import { askRenewalInfo } from './ask-renewal-info.ts';
import { reportFailure, reportSuccess } from './report.ts';
import type { Outcome, Run, RunPorts, RunTimes } from './run.ts';

/** The claim outlives the run by this much, so that no other run begins while a last call of this one is under way. */
const CLAIM_MARGIN_MS = 15_000;

/** A DNScale that hangs must not use up the time of an import that does not need it. */
const LEFTOVERS_MS = 25_000;

const HOUR_MS = 60 * 60 * 1000;

export type CheckRequest = {
  /** When the look was asked for. */
  askedAt?: Date | undefined;
  /** A new certificate whatever is stored. @default false */
  forced?: boolean | undefined;
};

/**
 * @param request `askedAt`: when the message was sent; the run is skipped when another one has failed since.
 * @throws RenewerError only when the claim itself could not be read or taken: then there is no state to report to.
 */
export async function renewCertificate(
  certificateName: string,
  ports: RunPorts,
  times: RunTimes,
  { askedAt, forced = false }: CheckRequest = {},
): Promise<void> {
  const runId = ports.newRunId();
  const runUntil = new Date(times.end.at.getTime() + CLAIM_MARGIN_MS);
  const claim = await ports.records.claim(certificateName, { runId, runUntil, askedAt }, times.work);
  if (!claim) {
    ports.events.emit({
      event: 'run-skipped',
      reason: 'another run works on this certificate, or has failed since this look was asked for',
    });
    return;
  }
  ports.events.emit({ event: 'run-started', runId });
  const resolver = rememberNameServers(ports.resolver);
  const solver = createDns01Solver({ ...ports, resolver }, claim.state.txtRecords);
  const run: Run = { claim, solver, times, step: 'gather', forced, ports: { ...ports, resolver } };
  try {
    const outcome = await work(certificateName, run);
    const reason = await solver.cleanUp(times.cleanUp);
    await reportSuccess(run, outcome, reason);
  } catch (thrown) {
    if (!isToGoOn(run, thrown)) await solver.cleanUp(times.cleanUp);
    await reportFailure(run, thrown);
  }
}

/** Where only time was short, or the CA away, the next run goes on with the order: its TXT values stay out for it. */
const GOES_ON: readonly ErrorCode[] = [
  'propagation-timeout',
  'deadline-exceeded',
  'acme-unavailable',
  'acme-rate-limited',
];
/** In the first two those of an earlier run, whose order the CA may be validating just now. */
const STEPS_WITH_VALUES_OUT: readonly RunStep[] = ['resume', 'preflight', 'waitForPropagation', 'validate'];

function isToGoOn({ step, claim }: Run, thrown: unknown): boolean {
  const isOpen = claim.state.order?.url !== undefined && STEPS_WITH_VALUES_OUT.includes(step);
  return isOpen && GOES_ON.includes(asRenewerError(thrown).code);
}

async function work(certificateName: string, run: Run): Promise<Outcome> {
  const { ports, solver, times } = run;
  const stored = await ports.records.readDefinition(certificateName, times.work);
  const goesOn = stored !== undefined && isResumable(run.claim.state.order, stored);
  if (solver.outstanding().length > 0 && !goesOn) {
    run.step = 'cleanUp';
    const bounded = deadlineWithin(times.work, LEFTOVERS_MS, ports.clock, 'the clean-up of an earlier run');
    await solver.cleanUp(bounded);
  }
  if (!stored) return { outcome: 'retired' };
  run.step = 'decide';
  await askRenewalInfo(stored.definition, run);
  const decision = decide(stored.definition, run, await isStoreAhead(certificateName, run));
  if (decision.due) await issue(stored, run);
  const installed = await install(stored.definition, run);
  const next = decideRenewal({ ...gathered(stored.definition, run), now: ports.clock.now() });
  // Due again at once: a CA that hands out old certificates must not be asked for one at every tick.
  const nextCheckAt = next.due ? new Date(ports.clock.now().getTime() + HOUR_MS) : next.nextCheckAt;
  if (decision.due) return { outcome: 'renewed', nextCheckAt };
  return { outcome: installed.length > 0 ? 'installed' : 'unchanged', nextCheckAt };
}

/**
 * A run was killed after the pointer had moved and before the state knew. As long as the definition is that of its order,
 * the order is gone on with; one that was changed (back) meanwhile would not be due, and the files not what it asks for.
 */
async function isStoreAhead(certificateName: string, { claim, ports, times }: Run): Promise<boolean> {
  const { order, certificate } = claim.state;
  if (order?.url === undefined || !certificate) return false;
  const live = await ports.store.liveVersion(certificateName, times.work);
  return live !== undefined && live > certificate.version;
}

function decide(definition: CertificateDefinition, run: Run, storeIsAhead: boolean): Decision {
  const decision = decideRenewal({ ...gathered(definition, run), forced: run.forced, storeIsAhead });
  const { due, reason, message } = decision;
  const next = decision.due ? {} : { nextCheckAt: decision.nextCheckAt.toISOString() };
  run.ports.events.emit({ event: 'decided', due, reason, message, ...next });
  return decision;
}

function gathered(definition: CertificateDefinition, { claim, ports }: Run) {
  const { certificate, renewalInfo } = claim.state;
  return { now: ports.clock.now(), definition, certificate, renewalInfo };
}

async function issue({ definition, hash }: StoredDefinition, run: Run): Promise<void> {
  const { claim, solver, times, ports } = run;
  const enter = (step: RunStep) => {
    run.step = step;
    ports.events.emit({ event: 'step-begun', step });
  };
  const job = {
    definition,
    definitionHash: hash,
    claim,
    deadline: times.work,
    cleanUpDeadline: times.cleanUp,
    forced: run.forced,
    enter,
  };
  await issueCertificate(job, { ...ports, solver, acme: ports.acmeServer(definition.certificateAuthority) });
}

async function install(definition: CertificateDefinition, run: Run): Promise<string[]> {
  const { claim, times, ports } = run;
  const { certificate } = claim.state;
  if (!certificate) return [];
  run.step = 'install';
  return installCertificate({ definition, certificate, claim, deadline: times.work }, ports);
}
