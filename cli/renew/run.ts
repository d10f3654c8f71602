/**
 * Asks a deployed renewer for a check, as a deployment does: a request in its table, then a message in its queue. It decides
 * nothing about the renewal.
 */
import { randomUUID } from 'node:crypto';
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { asRenewerError } from '../../functions/engine/errors.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import { type RenewerOptions, type RenewerWiring, wireRenewers } from '../renewer/wiring.ts';
import { onInterruption } from '../try/interruption.ts';
import { type FoundCertificate, findCertificate } from './find-certificate.ts';
import { followRun, type RunOutcome } from './follow-run.ts';
import { openRenewShow, type RenewShow } from './show.ts';

export type RenewOptions = RenewerOptions & { force?: true; wait?: true; json?: true };

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

const ASKING_MS = 60_000;

/** Of a run that holds the claim now; then the next tick, and a run in a queue that others fill. */
const WAITING_MS = 20 * 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for a certificate that is not there. */
export async function runRenew(
  certificateName: string,
  options: RenewOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<number> {
  const wiring = wireRenewers(environment, options);
  const deadline = deadlineIn(ASKING_MS, clock, 'asking for the check');
  const { renewers } = await findRenewers(wiring.directory, options.renewer, deadline);
  const found = await findCertificate(certificateName, renewers, (renewer) =>
    wiring.overviewOf(renewer).readCertificate(certificateName, deadline),
  );
  const show = openRenewShow(certificateName, found.renewer, options.json === true, streams);
  const id = await ask(found, options.force === true, wiring, { show, deadline });
  if (!options.wait) {
    show.asked();
    return 0;
  }
  return wait(id, found, wiring, show);
}

type Asking = { show: RenewShow; deadline: Deadline };

/** The request is what counts. The message only spares the wait for the next tick, so it may fail. */
async function ask(
  { renewer, known }: FoundCertificate,
  isForced: boolean,
  { requestsOf, queueOf }: RenewerWiring,
  { show, deadline }: Asking,
): Promise<string> {
  const { certificateName } = known;
  const id = randomUUID();
  await requestsOf(renewer).add(certificateName, { id, dueAt: clock.now(), isForced }, deadline);
  try {
    await queueOf(renewer).send([certificateName], deadline);
  } catch (thrown) {
    show.warn(`${asRenewerError(thrown).message} The check comes with the next tick, within ten minutes.`);
  }
  return id;
}

async function wait(
  id: string,
  { renewer, known }: FoundCertificate,
  wiring: RenewerWiring,
  show: RenewShow,
): Promise<number> {
  const interruption = onInterruption(show.interrupted);
  const bound = deadlineIn(WAITING_MS, clock, 'waiting for the run');
  const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, interruption.signal]) };
  if (known.state?.runUntil && known.state.runUntil > clock.now())
    show.step('Another run works on it; this check comes after it, within ten minutes.');
  try {
    const ended = await followRun(
      known,
      followPorts(id, renewer, known.certificateName, wiring, show),
      deadline,
    );
    return exitCodeOf(ended, show);
  } catch (thrown) {
    const exitCode = interruption.exitCode();
    if (exitCode !== undefined) return exitCode;
    if (!bound.signal.aborted) throw thrown;
    show.late();
    return 1;
  } finally {
    interruption.stop();
  }
}

function followPorts(
  id: string,
  renewer: RenewerDescriptor,
  certificateName: string,
  { overviewOf, requestsOf }: RenewerWiring,
  { step }: RenewShow,
) {
  const [overview, requests] = [overviewOf(renewer), requestsOf(renewer)];
  return {
    clock,
    isOpen: (deadline: Deadline) => requests.isOpen(certificateName, id, deadline),
    read: (deadline: Deadline) => overview.readCertificate(certificateName, deadline),
    tell: step,
  };
}

function exitCodeOf(ended: RunOutcome, show: RenewShow): number {
  show.ended(ended);
  return ended.outcome === 'failed' || ended.outcome === 'removed' ? 1 : 0;
}
