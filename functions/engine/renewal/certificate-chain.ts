/**
 * A certificate as a chain of steps, from its definition to where it is served: definition → readiness → order → each name →
 * certificate → store → each target → each probe. What has failed is marked, so that an eye finds it. Pure.
 */
import { describeOwner, parseOwner } from '../declare/owner.ts';
import { factsOf } from '../errors.ts';
import { shortInstant } from '../notify/time-words.ts';
import type { RunStep } from '../ports/events.ts';
import type { KnownCertificate } from '../ports/renewers.ts';
import { revocationOfLive } from '../revocation/revocations.ts';
import { nameSteps, namesOf } from './chain-names.ts';
import { probeSteps, targetSteps } from './chain-places.ts';
import { type ChainStep, failedAt, failedStep } from './chain-step.ts';
import type { HistoryEntry } from './state.ts';
import { isRunning } from './status-word.ts';

export function certificateChain(known: KnownCertificate, now: Date): ChainStep[] {
  const { unreadable } = known;
  if (unreadable) {
    return [{ step: 'definition', is: 'failed', saw: factsOf(unreadable), code: unreadable.code, at: now }];
  }
  return [
    { step: 'definition', ...definitionSeen(known) },
    ...(known.definition ? issuanceSteps(known, now) : []),
    { step: 'certificate', ...certificateSeen(known, now) },
    { step: 'store', ...storeSeen(known) },
    ...targetSteps(known),
    ...probeSteps(known, now),
  ];
}

/** What is no longer declared is not issued again. */
function issuanceSteps(known: KnownCertificate, now: Date): ChainStep[] {
  const isAtWork = isRunning(known, now);
  return [
    { step: 'readiness', ...readinessSeen(known) },
    { step: 'order', ...orderSeen(known, isAtWork) },
    ...nameSteps(known, isAtWork, now),
  ];
}

type Seen = Omit<ChainStep, 'step' | 'of'>;

function definitionSeen({ definition, declaredAt, owner, state }: KnownCertificate): Seen {
  const failure = failedAt('definition', state?.failure);
  if (failure) return failedStep(failure);
  if (!definition) return { is: 'open', saw: 'nobody declares it any more: it is not renewed' };
  const by = owner === undefined ? 'declared' : `by ${describeOwner(parseOwner(owner) ?? owner)}`;
  return { is: 'done', saw: by, at: declaredAt };
}

function readinessSeen({ state }: KnownCertificate): Seen {
  const failure = failedAt('readiness', state?.failure);
  if (failure) return failedStep(failure);
  const { readiness } = state ?? {};
  if (!readiness) return { is: 'open', saw: 'not proved yet' };
  if (readiness.failure) {
    const { code, disposition } = readiness.failure;
    const is = disposition === 'person' ? 'failed' : 'warning';
    return { is, saw: factsOf(readiness.failure), code, at: readiness.at };
  }
  const saw = sightAt(readiness.provedAt, state?.history, 'readiness', 'preflight');
  return { is: 'done', saw: saw ?? 'all that a renewal needs is there', at: readiness.provedAt };
}

function orderSeen({ state }: KnownCertificate, isAtWork: boolean): Seen {
  const failure = failedAt('order', state?.failure);
  if (failure) return failedStep(failure);
  const { order, certificate } = state ?? {};
  if (order) {
    const saw = order.url ?? 'begun; the CA has not answered yet';
    return { is: isAtWork ? 'running' : 'open', saw, at: order.startedAt };
  }
  const last = lastSight(state?.history, 'newOrder', 'resume');
  if (last && !state?.failure) return { is: 'done', saw: last.saw, at: last.at };
  return { is: certificate && !state?.failure ? 'done' : 'open', saw: 'none is under way' };
}

function certificateSeen(known: KnownCertificate, now: Date): Seen {
  const failure = failedAt('certificate', known.state?.failure);
  if (failure) return failedStep(failure);
  const { certificate } = known.state ?? {};
  if (!certificate) return { is: 'open', saw: 'none is issued yet' };
  const { notBefore, notAfter } = certificate;
  const revocation = known.state && revocationOfLive(known.state);
  if (revocation?.revokedAt)
    return { is: 'failed', saw: `revoked: ${revocation.reason}`, at: revocation.revokedAt };
  if (notAfter <= now) return { is: 'failed', saw: `expired ${shortInstant(notAfter, now)}`, at: notBefore };
  const asked = namesOf(known);
  const missing = asked.filter((name) => !certificate.domainNames.includes(name));
  const saw = `live until ${shortInstant(notAfter, now)}`;
  if (missing.length === 0) return { is: 'done', saw, at: notBefore };
  return { is: 'warning', saw: `${saw}, without ${missing.length} of ${asked.length} names`, at: notBefore };
}

function storeSeen({ state }: KnownCertificate): Seen {
  const failure = failedAt('store', state?.failure);
  if (failure) return failedStep(failure);
  const { certificate, history = [] } = state ?? {};
  if (!certificate) return { is: 'open', saw: 'nothing is stored yet' };
  const run = history.findLast(({ serial }) => serial === certificate.serial);
  return { is: 'done', saw: `version ${certificate.version}`, at: run?.at };
}

/** What the run saw in one of these steps that was under way then. An unchanged run leaves no sights, and a failed one proves nothing. */
function sightAt(
  then: Date | undefined,
  history: readonly HistoryEntry[] = [],
  ...wanted: RunStep[]
): string | undefined {
  if (!then) return undefined;
  const run = history.findLast(
    ({ at, tookMs, outcome }) =>
      outcome !== 'failed' && then <= at && then.getTime() >= at.getTime() - tookMs,
  );
  return run && lastSight([run], ...wanted)?.saw;
}

/** What the last run that has entered one of these steps saw there. */
function lastSight(
  history: readonly HistoryEntry[] = [],
  ...wanted: RunStep[]
): { saw: string; at: Date } | undefined {
  for (const { at, steps = [] } of history.toReversed()) {
    const saw = steps.findLast((one) => one.saw !== undefined && wanted.includes(one.step))?.saw;
    if (saw !== undefined) return { saw, at };
  }
  return undefined;
}
