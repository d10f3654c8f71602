/** Waits for the runs that were asked for, of all renewers at once. Ctrl-C ends the waiting only. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import type { RenewerWiring } from '../renewer/wiring.ts';
import { onInterruption } from '../try/interruption.ts';
import { toldHere } from '../warn.ts';
import type { FoundCertificate } from './find-certificates.ts';
import { type Check, followRuns, type RunOutcome } from './follow-runs.ts';
import { isBad, type RenewShow } from './show.ts';

export type AskedCheck = Check & { found: FoundCertificate };

export type Asked = { renewer: RenewerDescriptor; checks: AskedCheck[] };

/** However many certificates there are. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** @returns the exit code. */
export async function waitForRuns(
  asked: readonly Asked[],
  wiring: RenewerWiring,
  show: RenewShow,
): Promise<number> {
  const interruption = onInterruption(() => undefined);
  const bound = deadlineIn(LONGEST_WAIT_MS, clock, 'waiting for the runs');
  const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, interruption.signal]) };
  let isWell = true;
  const ended = (found: FoundCertificate, end: RunOutcome) => {
    isWell &&= !isBad(end);
    show.ended(found, end);
  };
  try {
    const left = await Promise.all(asked.map((one) => follow(one, wiring, { ...show, ended }, deadline)));
    const isLate = left.some(({ length }) => length > 0);
    show.finish(isLate ? 'late' : 'done');
    return isWell && !isLate ? 0 : 1;
  } catch (thrown) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined && !bound.signal.aborted) throw thrown;
    show.finish(exitCode === undefined ? 'late' : 'interrupted');
    return exitCode ?? 1;
  } finally {
    interruption.stop();
  }
}

function follow(
  { renewer, checks }: Asked,
  wiring: RenewerWiring,
  show: Pick<RenewShow, 'step' | 'ended' | 'warn'>,
  deadline: Deadline,
): Promise<AskedCheck[]> {
  const [overview, requests] = [wiring.overviewOf(renewer), wiring.requestsOf(renewer)];
  for (const { found } of checks) {
    const { runUntil } = found.known.state ?? {};
    if (runUntil && runUntil > clock.now()) show.step(found, ANOTHER_RUN);
  }
  return followRuns(
    checks,
    {
      clock,
      findOpen: (some, bound) => requests.findOpen(some, bound),
      read: (names, bound) => overview.readCertificates(names, bound),
      send: senderTo(renewer, wiring, show),
      step: ({ found }, words) => show.step(found, words),
      ended: ({ found }, end) => show.ended(found, end),
    },
    deadline,
  );
}

const ANOTHER_RUN = 'another run works on it; this check comes after it, within ten minutes';

/** Says only once that a message could not be sent. */
export function senderTo(
  renewer: RenewerDescriptor,
  { queueOf }: Pick<RenewerWiring, 'queueOf'>,
  { warn }: Pick<RenewShow, 'warn'>,
) {
  let isTold = false;
  return async (names: readonly string[], deadline: Deadline) => {
    try {
      await queueOf(renewer).send([...names], deadline);
    } catch (thrown) {
      deadline.signal.throwIfAborted();
      if (!isTold) warn(`${toldHere(thrown)} The checks come with the next ticks, every ten minutes.`);
      isTold = true;
    }
  };
}
