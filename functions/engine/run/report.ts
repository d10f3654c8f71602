/** The end of a run: its report in state and events, and the time of the next check. */
import { deadlineWithin, remainingMs } from '../deadline.ts';
import { asRenewerError, type ErrorCode, printable, type RenewerError, toldTo } from '../errors.ts';
import { isFree } from '../issuance/failure-cost.ts';
import type { Lasted } from '../ports/events.ts';
import type { NextCheck } from '../ports/records.ts';
import { attentionAt } from '../renewal/attention.ts';
import { nextCheckAfterFailure } from '../renewal/back-off.ts';
import { causeSince } from '../renewal/cause-since.ts';
import { withRun } from '../renewal/history.ts';
import { nextReadinessAt } from '../renewal/readiness-schedule.ts';
import { openWindow } from '../renewal/renewal-info.ts';
import type { CertificateState, HistoryEntry, Readiness } from '../renewal/state.ts';
import { openAtOnce, revocationOfLive, revocationsAt } from '../revocation/revocations.ts';
import type { Outcome, Run } from './run.ts';

/** A new version of the token secret may repair these at once. */
const REPAIRED_BY_A_NEW_TOKEN: readonly ErrorCode[] = [
  'token-missing',
  'dnscale-unauthorized',
  'dnscale-forbidden',
  'zone-not-found',
];

/** The `Retry-After` of who is down is a guess (RFC 9110 §10.2.3); that of a limit is a rule. */
const GUESSES: readonly ErrorCode[] = ['acme-unavailable', 'dnscale-unavailable'];

/** A CA may give a reason for each of a hundred names; a DynamoDB item holds 400 KB. */
const LONGEST_MESSAGE = 10_000;

/** From a revocation on, as long as its replacement fails. */
const LONGEST_HASTE_MS = 60 * 60 * 1000;

/** This question must not use up the time that the report needs. */
const LONGEST_QUESTION_MS = 2_000;

export async function reportSuccess(run: Run, result: Outcome): Promise<void> {
  const { claim, times, ports } = run;
  const { outcome } = result;
  const at = ports.clock.now();
  const made = madeBy(run, outcome === 'renewed' || outcome === 'installed');
  const readiness = readinessAfter(result, run, at);
  // What is at risk stays so in the runs between two proofs.
  const seen = { ...codeAndMessage(readiness), ...foundByInstalling(run, at) };
  const { ended, revocations } = revocationsAt(claim.state, at);
  const ending = { at, outcome, ...seenBy(run, at), ...made, ...seen, ...ended };
  const history = withRun(claim.state.history, ending);
  const next = await nextAfter(result, readiness, run, at);
  await claim.report(
    {
      txtRecords: [],
      order: undefined,
      failure: undefined,
      forcedAt: undefined,
      revocations,
      readiness,
      history,
      ...run.sightings.zones(),
    },
    next,
    times.end,
  );
  ports.events.emit({
    event: 'run-finished',
    outcome,
    ...(next === 'never' ? {} : { nextCheckAt: next.nextCheckAt.toISOString() }),
    ...lasted(run, at),
  });
}

function codeAndMessage(readiness: Readiness | undefined): Pick<HistoryEntry, 'code' | 'message'> {
  const { code, message } = readiness?.failure ?? {};
  return code === undefined ? {} : { code, message };
}

/** Somebody else's import (install/find-replaced.ts): it stays in the history once readiness is proved again. */
function foundByInstalling({ claim, startedAt }: Run, at: Date) {
  const { at: seenAt, failure } = claim.state.readiness ?? {};
  if (failure?.code !== 'import-overwritten' || !seenAt || seenAt < startedAt || seenAt > at) return {};
  return { code: failure.code, message: failure.message };
}

/** A renewal proves it best. */
function readinessAfter(result: Outcome, { claim, ports }: Run, at: Date): Readiness | undefined {
  if (result.outcome === 'retired') return undefined;
  if (result.outcome === 'renewed' && ports.storeProof) return { at, provedAt: at };
  return result.readiness ?? claim.state.readiness;
}

async function nextAfter(
  result: Outcome,
  readiness: Readiness | undefined,
  run: Run,
  at: Date,
): Promise<NextCheck> {
  if (result.outcome === 'retired') return 'never';
  const { certificate, certificateName } = run.claim.state;
  const readyAt = run.ports.storeProof ? nextReadinessAt(certificateName, readiness, at) : undefined;
  const { failure } = readiness ?? {};
  return {
    nextCheckAt: readyAt && readyAt < result.nextCheckAt ? readyAt : result.nextCheckAt,
    attentionAt: attentionAt({ certificate, readiness }, at),
    waitsForTokenNewerThan: failure && (await awaitedToken(failure.code, run)),
  };
}

export async function reportFailure(run: Run, thrown: unknown): Promise<void> {
  const { claim, solver, times, ports } = run;
  const error = asRenewerError(thrown);
  const at = ports.clock.now();
  const { failure, costsNothing } = failureOf(error, run, at);
  const { code, disposition, message, step, subject } = failure;
  const isAwaited =
    (run.awaitedUntil !== undefined && run.awaitedUntil > at) || isJustRevoked(claim.state, at);
  const isGuess = GUESSES.includes(code);
  const { certificate: validity, renewalInfo } = claim.state;
  const failedTry = {
    disposition,
    retryAt: failure.retryAt,
    isFree: costsNothing,
    isGuess,
    isAwaited,
    validity,
    windowEndsAt: openWindow(validity, renewalInfo, at)?.endsAt,
  };
  const nextCheckAt = nextCheckAfterFailure(
    failedTry,
    costsNothing ? failure.count : failure.costlyCount,
    at,
  );
  ports.events.emit({
    event: 'run-failed',
    code,
    disposition,
    step,
    message,
    nextCheckAt: nextCheckAt.toISOString(),
    ...(subject === undefined ? {} : { subject }),
    ...lasted(run, at),
  });
  const history = withRun(claim.state.history, {
    at,
    outcome: 'failed',
    ...seenBy(run, at),
    code,
    message,
    ...madeBy(run),
  });
  const waitsForTokenNewerThan = await awaitedToken(code, run);
  await claim.report(
    {
      txtRecords: solver.outstanding(),
      failure,
      forcedAt: keepsForce(error) ? run.forcedAt : undefined,
      history,
      ...run.sightings.zones(),
    },
    { nextCheckAt, attentionAt: attentionAt({ failure }, at), waitsForTokenNewerThan },
    times.end,
  );
}

/** Clients refuse what is live, and somebody waits for what replaces it. After that, a person has been told. */
function isJustRevoked(state: CertificateState, at: Date): boolean {
  const { revokedAt } = revocationOfLive(state) ?? {};
  return revokedAt !== undefined && at.getTime() - revokedAt.getTime() < LONGEST_HASTE_MS;
}

function failureOf(error: RenewerError, run: Run, at: Date) {
  const { code, disposition, subject, retryAt, advice } = error;
  const step = run.steps.current;
  const isLeft = step === 'revoke' ? undefined : openAtOnce(run.claim.state, at);
  const also = isLeft
    ? `The certificate with the serial ${isLeft.serial} is to be revoked at once, and is still valid. `
    : '';
  const message = `${also}${toldTo(run.ports.reader ?? 'operator', error)}`;
  const { failure: before, order } = run.claim.state;
  const costsNothing = isFree(code, step, order ? 'kept' : 'none');
  const about = { code, subject: subject && printable(subject) };
  const failure = {
    count: (before?.count ?? 0) + 1,
    // An outage's many failures must not make the first one after it that costs something wait for a day.
    costlyCount: (before?.costlyCount ?? 0) + (costsNothing ? 0 : 1),
    ...about,
    disposition,
    message: printable(message, LONGEST_MESSAGE),
    step,
    at,
    tookMs: timesOf(run, at).tookMs,
    retryAt,
    since: before ? (before.since ?? before.at) : at,
    causeSince: causeSince(about, before, at),
    advice: advice && printable(advice, LONGEST_MESSAGE),
  };
  return { failure, costsNothing };
}

/** What the run has issued or made live, also where it failed afterwards. */
function madeBy(
  { claim, serialBefore }: Run,
  isInstalled = false,
): Pick<HistoryEntry, 'serial' | 'notAfter'> {
  const { certificate } = claim.state;
  if (!certificate || (certificate.serial === serialBefore && !isInstalled)) return {};
  return { serial: certificate.serial, notAfter: certificate.notAfter };
}

function timesOf({ startedAt, sightings }: Run, endedAt: Date) {
  return { tookMs: endedAt.getTime() - startedAt.getTime(), steps: sightings.steps() };
}

function seenBy(run: Run, endedAt: Date) {
  return { ...timesOf(run, endedAt), challenges: run.sightings.challenges() };
}

/** By its step, as the log can be asked for it. */
function lasted(run: Run, endedAt: Date): Lasted {
  const { tookMs, steps } = timesOf(run, endedAt);
  const stepMs: Lasted['stepMs'] = {};
  for (const { step, tookMs: ms } of steps) stepMs[step] = (stepMs[step] ?? 0) + ms;
  return { tookMs, stepMs };
}

/** The next run orders what was asked for, unless our own limit refuses it (own-limits.ts): then it is asked for again. */
function keepsForce({ code, disposition }: RenewerError): boolean {
  return !(code === 'acme-rate-limited' && disposition === 'person');
}

/**
 * The version of the token secret that this failure was seen with, where another one may repair it. Undefined also when the
 * version cannot be read: then the clock alone decides.
 */
async function awaitedToken(code: ErrorCode, { ports, times }: Run): Promise<string | undefined> {
  if (!REPAIRED_BY_A_NEW_TOKEN.includes(code)) return undefined;
  const boundMs = Math.min(LONGEST_QUESTION_MS, remainingMs(times.end, ports.clock) / 2);
  const deadline = deadlineWithin(
    times.end,
    boundMs,
    ports.clock,
    'the question for the version of the token',
  );
  try {
    return await ports.tokenVersions.readCurrentVersion(deadline);
  } catch {
    return undefined;
  }
}
