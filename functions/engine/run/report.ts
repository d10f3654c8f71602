/** The end of a run: its report in state and events, and the time of the next check. */
import { deadlineWithin, remainingMs } from '../deadline.ts';
import { asRenewerError, type ErrorCode, printable, type RenewerError } from '../errors.ts';
import { isFree } from '../issuance/failure-cost.ts';
import type { NextCheck } from '../ports/records.ts';
import { nextCheckAfterFailure } from '../renewal/back-off.ts';
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

/** This question must not use up the time that the report needs. */
const LONGEST_QUESTION_MS = 2_000;

export async function reportSuccess({ claim, times, ports }: Run, result: Outcome): Promise<void> {
  const next: NextCheck = result.outcome === 'retired' ? 'never' : { nextCheckAt: result.nextCheckAt };
  await claim.report(
    { txtRecords: [], order: undefined, failure: undefined, forcedAt: undefined },
    next,
    times.end,
  );
  const { outcome } = result;
  ports.events.emit({
    event: 'run-finished',
    outcome,
    ...(next === 'never' ? {} : { nextCheckAt: next.nextCheckAt.toISOString() }),
  });
}

export async function reportFailure(run: Run, thrown: unknown): Promise<void> {
  const { claim, solver, times, ports } = run;
  const step = run.steps.current;
  const error = asRenewerError(thrown);
  const { code, disposition, subject, retryAt } = error;
  const message = printable(error.message, LONGEST_MESSAGE);
  const at = ports.clock.now();
  const tookMs = at.getTime() - run.startedAt.getTime();
  const { failure: before, order, certificate: validity } = claim.state;
  const free = isFree(code, step, order ? 'kept' : 'none');
  const count = (before?.count ?? 0) + 1;
  // An outage's many failures must not make the first one after it that costs something wait for a day.
  const costlyCount = (before?.costlyCount ?? 0) + (free ? 0 : 1);
  const isAwaited = run.awaitedUntil !== undefined && run.awaitedUntil > at;
  const isGuess = GUESSES.includes(code);
  const failedTry = { disposition, retryAt, isFree: free, isGuess, isAwaited, validity };
  const nextCheckAt = nextCheckAfterFailure(failedTry, free ? count : costlyCount, at);
  ports.events.emit({
    event: 'run-failed',
    code,
    disposition,
    step,
    message,
    nextCheckAt: nextCheckAt.toISOString(),
    ...(subject === undefined ? {} : { subject }),
  });
  const failure = { count, costlyCount, code, disposition, message, step, at, tookMs, retryAt };
  const waitsForTokenNewerThan = REPAIRED_BY_A_NEW_TOKEN.includes(code) ? await tokenVersion(run) : undefined;
  await claim.report(
    { txtRecords: solver.outstanding(), failure, forcedAt: keepsForce(error) ? run.forcedAt : undefined },
    { nextCheckAt, waitsForTokenNewerThan },
    times.end,
  );
}

/** The next run orders what was asked for, unless our own limit refuses it (own-limits.ts): then it is asked for again. */
function keepsForce({ code, disposition }: RenewerError): boolean {
  return !(code === 'acme-rate-limited' && disposition === 'person');
}

/** Undefined when the version cannot be read: then the clock alone decides. */
async function tokenVersion({ ports, times }: Run): Promise<string | undefined> {
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
