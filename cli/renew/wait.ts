/** Waits for runs that were asked for: of all renewers at once, or for one. Ctrl-C ends the waiting only. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { onInterruption } from '../interruption.ts';
import type { WithWiring } from '../renewer/renewed-wiring.ts';
import { toldHere } from '../warn.ts';
import { deadlineAwakeIn } from './awake-time.ts';
import type { FoundCertificate } from './find-certificates.ts';
import { type Check, followRuns, LONGEST_SILENCE_MS, type RunOutcome } from './follow-runs.ts';
import { isBad, type RenewShow } from './show.ts';

export type AskedCheck = Check & { found: FoundCertificate };

export type Asked = { renewer: RenewerDescriptor; checks: AskedCheck[] };

/** However many certificates there are. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** A run that holds the claim, then the next tick, then the run itself; followRuns ends earlier where nothing happens. */
const LONGEST_WAIT_FOR_ONE_MS = 60 * 60_000;

/** @returns the exit code. */
export async function waitForRuns(
  asked: readonly Asked[],
  withWiring: WithWiring,
  show: RenewShow,
): Promise<number> {
  const waiting = startWaiting(LONGEST_WAIT_MS, 'waiting for the runs');
  let isWell = true;
  const ended = (found: FoundCertificate, end: RunOutcome) => {
    isWell &&= !isBad(end);
    show.ended(found, end);
  };
  try {
    const left = await Promise.all(
      asked.map((one) => follow(one, withWiring, { ...show, ended }, waiting.deadline)),
    );
    const isLate = left.some(({ length }) => length > 0);
    show.finish(isLate ? 'late' : 'done');
    return isWell && !isLate ? 0 : 1;
  } catch (thrown) {
    const { exitCode } = waiting.endedBy(thrown);
    show.finish(exitCode === undefined ? 'late' : 'interrupted');
    return exitCode ?? 1;
  } finally {
    waiting.stop();
  }
}

/** How the wait for one run ended: by its end, by Ctrl-C, or after so long. */
export type WaitedRun =
  | { known: KnownCertificate | undefined }
  | { exitCode: number }
  | { lateAfterMs: number };

/** @param id of the request that was left. */
export async function waitForRun(
  id: string,
  { renewer, known: before }: FoundCertificate,
  withWiring: WithWiring,
  show: { step(words: string): void; warn(message: string): void },
): Promise<WaitedRun> {
  const waiting = startWaiting(LONGEST_WAIT_FOR_ONE_MS, 'waiting for the run');
  let end: { known: KnownCertificate | undefined } | undefined;
  try {
    await followRuns(
      [{ id, certificateName: before.certificateName, before }],
      {
        ...portsOf(renewer, withWiring, show),
        step: (_, words) => show.step(words),
        ended: (_, { known }) => {
          end = { known };
        },
      },
      waiting.deadline,
    );
    return end ?? { lateAfterMs: LONGEST_SILENCE_MS };
  } catch (thrown) {
    const { exitCode } = waiting.endedBy(thrown);
    return exitCode === undefined ? { lateAfterMs: LONGEST_WAIT_FOR_ONE_MS } : { exitCode };
  } finally {
    waiting.stop();
  }
}

function startWaiting(longestMs: number, action: string) {
  const interruption = onInterruption(() => undefined);
  const { deadline: bound, stop } = deadlineAwakeIn(longestMs, clock, action);
  return {
    deadline: {
      get at() {
        return bound.at;
      },
      signal: AbortSignal.any([bound.signal, interruption.signal]),
    },
    /** `exitCode` is that of an interruption, and absent when the time is over. @throws what is neither. */
    endedBy(thrown: unknown): { exitCode?: number | undefined } {
      const exitCode = interruption.exitCode();
      if (exitCode === undefined && !bound.signal.aborted) throw thrown;
      return { exitCode };
    },
    stop: () => {
      interruption.stop();
      stop();
    },
  };
}

function follow(
  { renewer, checks }: Asked,
  withWiring: WithWiring,
  show: Pick<RenewShow, 'step' | 'ended' | 'warn'>,
  deadline: Deadline,
): Promise<AskedCheck[]> {
  for (const { found } of checks) {
    const { runUntil } = found.known.state ?? {};
    if (runUntil && runUntil > clock.now()) show.step(found, ANOTHER_RUN);
  }
  return followRuns<AskedCheck>(
    checks,
    {
      ...portsOf(renewer, withWiring, show),
      step: ({ found }, words) => show.step(found, words),
      ended: ({ found }, end) => show.ended(found, end),
    },
    deadline,
  );
}

const ANOTHER_RUN = 'another run works on it; this check comes after it, within ten minutes';

function portsOf(renewer: RenewerDescriptor, withWiring: WithWiring, show: Pick<RenewShow, 'warn'>) {
  return {
    clock,
    findOpen: (checks: readonly Check[], bound: Deadline) =>
      withWiring(({ requestsOf }) => requestsOf(renewer).findOpen(checks, bound)),
    read: (names: readonly string[], bound: Deadline) =>
      withWiring(({ overviewOf }) => overviewOf(renewer).readCertificates(names, bound)),
    send: senderTo(renewer, withWiring, show),
    warn: show.warn,
  };
}

/** Says only once that a message could not be sent. */
export function senderTo(
  renewer: RenewerDescriptor,
  withWiring: WithWiring,
  { warn }: Pick<RenewShow, 'warn'>,
) {
  let isTold = false;
  return async (names: readonly string[], deadline: Deadline) => {
    try {
      await withWiring(({ queueOf }) => queueOf(renewer).send([...names], deadline));
    } catch (thrown) {
      deadline.signal.throwIfAborted();
      // What AWS said stands last: it may end with a command.
      if (!isTold) warn(`The checks come with the next ticks only, every ten minutes: ${toldHere(thrown)}`);
      isTold = true;
    }
  };
}
