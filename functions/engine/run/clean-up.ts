/** The clean-ups of a run: of the TXT values that an earlier run left, and of its own at the end. Both have bounds of their own. */
import { deadlineWithin } from '../deadline.ts';
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import { factsOf, listed, RenewerError } from '../errors.ts';
import type { Issued } from '../issuance/issue-certificate.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { Run, RunTimes } from './run.ts';

/** A DNScale that hangs must not use up the time of an import that does not need it. */
const LEFTOVERS_MS = 25_000;

const MAX_NAMES_SHOWN = 5;

type RunToCleanUp = Pick<Run, 'steps'> & {
  solver: Pick<Dns01Solver, 'outstanding' | 'cleanUp'>;
  times: Pick<RunTimes, 'cleanUp'>;
};

/** What cannot be removed now is tried again at the end of the run. */
export async function cleanUpLeftovers({ solver, times, ports, steps }: Run): Promise<void> {
  if (solver.outstanding().length === 0) return;
  steps.enter('cleanUp');
  await solver.cleanUp(
    deadlineWithin(times.work, LEFTOVERS_MS, ports.clock, 'the clean-up of an earlier run'),
  );
}

/**
 * Tries once more what the clean-up of the issuance has left.
 * @param underWay that clean-up, where there was one.
 * @throws RenewerError `clean-up-failed` when values are left, with the first reason.
 */
export async function finishCleanUp(
  { solver, times, steps }: RunToCleanUp,
  underWay?: Issued['cleanUp'],
): Promise<void> {
  const firstReason = await underWay;
  const isOver = firstReason !== undefined && times.cleanUp.signal.aborted;
  const reason = isOver ? undefined : await solver.cleanUp(times.cleanUp);
  const left = solver.outstanding();
  if (left.length === 0) return;
  steps.enter('cleanUp');
  throw cleanUpFailed(left, firstReason ?? reason);
}

function cleanUpFailed(left: TxtRecord[], why: RenewerError | undefined): RenewerError {
  const names = [...new Set(left.map(({ name }) => name))];
  const shown = listed(names, MAX_NAMES_SHOWN);
  const what = left.length === 1 ? 'one TXT value' : `${left.length} TXT values`;
  const reason = why ? ` The first reason: ${factsOf(why)}` : '';
  return new RenewerError({
    code: 'clean-up-failed',
    disposition: 'next-run',
    // Of many certificates that DNScale keeps from it, one is told.
    subject: why?.subject ?? names.join(', '),
    message: `The certificate is fine, but ${what} could not be removed from DNScale, at ${shown}.${reason}`,
    adviceToCaller: 'Run this again: it removes what is left.',
    next: 'The state lists what is left, and the next run removes it.',
    cause: why,
  });
}
