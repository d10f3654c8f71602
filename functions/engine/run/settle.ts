/** The end of a run: its report in state and events, and the time of the next look. */
import { asRenewerError, type ErrorCode, printable, RenewerError } from '../errors.ts';
import type { NextLook } from '../ports.ts';
import { nextCheckAfterFailure } from '../renewal/back-off.ts';
import type { Outcome, Run } from './run.ts';

/** What a new version of the token secret may repair at once. */
const REPAIRED_BY_A_NEW_TOKEN: readonly ErrorCode[] = [
  'token-missing',
  'dnscale-unauthorized',
  'dnscale-forbidden',
  'zone-not-found',
];

/** A failure here has cost a validation or a certificate, which CAs count: an hourly try would use them up. */
const COSTLY_STEPS = ['validate', 'finalize', 'store'];

/** A CA may give a reason for each of a hundred names; a DynamoDB item holds 400 KB. */
const LONGEST_MESSAGE = 10_000;

export async function settleSuccess(run: Run, result: Outcome): Promise<void> {
  const { claim, solver, times, ports } = run;
  const left = solver.outstanding();
  if (left.length > 0) {
    run.step = 'cleanUp';
    throw new RenewerError({
      code: 'clean-up-failed',
      disposition: 'next-run',
      subject: left.map(({ name }) => name).join(', '),
      message: `The certificate is fine, but ${left.length} TXT value(s) could not be removed from DNScale. They are listed in the state; the next run removes them.`,
    });
  }
  const next: NextLook = result.outcome === 'retired' ? 'never' : { nextCheckAt: result.nextCheckAt };
  await claim.settle({ txtRecords: [], order: undefined, failure: undefined }, next, times.end);
  const { outcome } = result;
  ports.events.emit({
    event: 'run-finished',
    outcome,
    ...(next === 'never' ? {} : { nextCheckAt: next.nextCheckAt.toISOString() }),
  });
}

export async function settleFailure(run: Run, thrown: unknown): Promise<void> {
  const { claim, solver, times, ports, step } = run;
  const error = asRenewerError(thrown);
  const { code, disposition, subject, retryAt } = error;
  const message = printable(error.message, LONGEST_MESSAGE);
  const at = ports.clock.now();
  const count = (claim.state.failure?.count ?? 0) + 1;
  const isFree = !COSTLY_STEPS.includes(step);
  const nextCheckAt = nextCheckAfterFailure({ disposition, retryAt, isFree }, count, at);
  ports.events.emit({
    event: 'run-failed',
    code,
    disposition,
    step,
    message,
    nextCheckAt: nextCheckAt.toISOString(),
    ...(subject === undefined ? {} : { subject }),
  });
  const failure = { count, code, disposition, message, step, at, retryAt };
  const waitsForTokenNewerThan = REPAIRED_BY_A_NEW_TOKEN.includes(code) ? await tokenVersion(run) : undefined;
  await claim.settle(
    { txtRecords: solver.outstanding(), failure },
    { nextCheckAt, waitsForTokenNewerThan },
    times.end,
  );
}

/** Undefined when even the version cannot be read: then the clock alone decides. */
async function tokenVersion({ ports, times }: Run): Promise<string | undefined> {
  try {
    return await ports.tokenVersions.readCurrentVersion(times.end);
  } catch {
    return undefined;
  }
}
