/**
 * Asks a deployed renewer to revoke: a request in its table, then a message in its queue. The run does it; this says beforehand what
 * will happen, and follows it.
 */
import { randomUUID } from 'node:crypto';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { chooseKnown } from '../renew/choose.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import { followRuns, LONGEST_SILENCE_MS } from '../renew/follow-runs.ts';
import { senderTo } from '../renew/wait.ts';
import { type RenewerOptions, type RenewerWiring, wireRenewers } from '../renewer/wiring.ts';
import { onInterruption } from '../try/interruption.ts';
import { isAgreed } from './agree.ts';
import { type Intention, intentionOf, othersHanging, type Wish } from './intention.ts';
import { openRevokeShow, type RevokeShow } from './show.ts';

export type RevokeOptions = RenewerOptions & Wish & { yes?: true; json?: true };

export type Streams = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

const ASKING_MS = 60_000;

/** A run that holds the claim, then the next tick, then the run itself; followRuns ends earlier where nothing happens. */
const WAITING_MS = 60 * 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for a certificate that is not there. */
export async function runRevoke(
  certificateName: string,
  options: RevokeOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<number> {
  const wiring = wireRenewers(environment, options);
  const reading = deadlineIn(ASKING_MS, clock, 'reading the certificate');
  const found = await chooseKnown(certificateName, options.renewer, { wiring, isMeant: isIssued }, reading);
  if (found.known.unreadable) throw found.known.unreadable;
  const show = openRevokeShow(found, options, streams);
  const intention = intentionOf(found.known, options, clock.now());
  for (const other of othersHanging(found.known, options, clock.now())) show.warn(other);
  if ('nothing' in intention) {
    show.nothing(intention.nothing);
    return 0;
  }
  const readUses = async () =>
    (await wiring.overviewOf(found.renewer).describeCertificate(certificateName, reading))?.usedBy;
  if (!(await isAgreed(found, intention, { ...options, readUses }, streams))) {
    streams.stderr.write('Nothing was revoked.\n');
    return 1;
  }
  return follow(await leaveRequest(found, intention, wiring), { found, intention, wiring, show });
}

function isIssued({ definition, unreadable, state }: KnownCertificate): boolean {
  return Boolean(definition ?? unreadable ?? state?.certificate);
}

async function leaveRequest(
  { renewer, known: { certificateName } }: FoundCertificate,
  { serial, reason, isAtOnce }: Intention,
  { requestsOf }: RenewerWiring,
): Promise<string> {
  const id = randomUUID();
  const revocation = { serial, reason, now: isAtOnce };
  const request = { id, dueAt: clock.now(), revocation };
  const deadline = deadlineIn(ASKING_MS, clock, 'asking for the revocation');
  await requestsOf(renewer).add(certificateName, request, deadline);
  return id;
}

type Following = { found: FoundCertificate; intention: Intention; wiring: RenewerWiring; show: RevokeShow };

async function follow(id: string, { found, intention, wiring, show }: Following): Promise<number> {
  const { renewer, known: before } = found;
  const interruption = onInterruption(() => undefined);
  const bound = deadlineIn(WAITING_MS, clock, 'waiting for the run');
  const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, interruption.signal]) };
  const [overview, requests] = [wiring.overviewOf(renewer), wiring.requestsOf(renewer)];
  let end: { known: KnownCertificate | undefined } | undefined;
  try {
    await followRuns(
      [{ id, certificateName: before.certificateName, before }],
      {
        clock,
        findOpen: (some, until) => requests.findOpen(some, until),
        read: (names, until) => overview.readCertificates(names, until),
        send: senderTo(renewer, wiring, show),
        step: (_, words) => show.step(words),
        ended: (_, { known }) => {
          end = { known };
        },
      },
      deadline,
    );
  } catch (thrown) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined && !bound.signal.aborted) throw thrown;
    show.left(intention, exitCode === undefined ? { lateAfterMs: WAITING_MS } : 'interrupted');
    return exitCode ?? 1;
  } finally {
    interruption.stop();
  }
  if (end) return show.ended(intention, end.known) ? 0 : 1;
  show.left(intention, { lateAfterMs: LONGEST_SILENCE_MS });
  return 1;
}
