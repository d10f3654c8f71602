/**
 * Asks a deployed renewer to revoke: a request in its table, then a message in its queue. The run does it; this says beforehand what
 * will happen, and follows it.
 */

import { randomUUID } from 'node:crypto';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { untilDone } from '../interruption.ts';
import { optionsText } from '../next-command.ts';
import { say } from '../page.ts';
import type { Streams } from '../questions.ts';
import { chooseKnown } from '../renew/choose.ts';
import type { FoundCertificate } from '../renew/find-certificates.ts';
import { waitForRun } from '../renew/wait.ts';
import { renewedAfterFailure, type WithWiring } from '../renewer/renewed-wiring.ts';
import { type RenewerOptions, wireRenewers } from '../renewer/wiring.ts';
import { isRevocationAgreed } from './agree.ts';
import { type Intention, intentionOf, othersHanging, type Wish } from './intention.ts';
import { openRevokeShow, type RevokeShow } from './show.ts';

export type RevokeOptions = RenewerOptions & Wish & { yes?: true; json?: true };

const ASKING_MS = 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for a certificate that is not there. */
export async function runRevoke(
  certificateName: string,
  options: RevokeOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  withWiring: WithWiring = renewedAfterFailure((tell) => wireRenewers(environment, options, tell)),
): Promise<number> {
  const reading = deadlineIn(ASKING_MS, clock, 'reading the certificate');
  const found = await withWiring((wiring) =>
    chooseKnown(certificateName, options.renewer, { wiring, isMeant: isIssued }, reading),
  );
  if (found.known.unreadable) throw found.known.unreadable;
  const show = openRevokeShow(found, options, streams);
  const intention = intentionOf(found.known, options, clock.now());
  const again = optionsText({ ...options, renewer: found.renewer.renewerName });
  for (const other of othersHanging(found.known, options, clock.now())) show.warn(`${other}${again}`);
  if ('nothing' in intention) {
    show.nothing(intention.nothing);
    return 0;
  }
  const readUses = async () =>
    (
      await withWiring(({ overviewOf }) =>
        overviewOf(found.renewer).describeCertificate(certificateName, reading),
      )
    )?.usedBy;
  const unanswered = () => show.refused('The question whether to revoke got no answer.');
  if (!(await isRevocationAgreed(found, intention, { ...options, readUses, unanswered }, streams))) {
    show.refused('The answer to the question whether to revoke was no.');
    say(streams.stderr, 'Nothing was revoked.');
    return 1;
  }
  const { value: id, exitCode } = await untilDone(() => leaveRequest(found, intention, withWiring));
  if (exitCode === undefined) return follow(id, { found, intention, withWiring, show });
  show.left(intention, 'interrupted');
  return exitCode;
}

function isIssued({ definition, unreadable, state }: KnownCertificate): boolean {
  return Boolean(definition ?? unreadable ?? state?.certificate);
}

async function leaveRequest(
  { renewer, known: { certificateName } }: FoundCertificate,
  { serial, reason, isAtOnce }: Intention,
  withWiring: WithWiring,
): Promise<string> {
  const id = randomUUID();
  const revocation = { serial, reason, now: isAtOnce };
  const request = { id, dueAt: clock.now(), revocation };
  const deadline = deadlineIn(ASKING_MS, clock, 'asking for the revocation');
  await withWiring(({ requestsOf }) => requestsOf(renewer).add(certificateName, request, deadline));
  return id;
}

type Following = {
  found: FoundCertificate;
  intention: Intention;
  withWiring: WithWiring;
  show: RevokeShow;
};

async function follow(id: string, { found, intention, withWiring, show }: Following): Promise<number> {
  const end = await waitForRun(id, found, withWiring, show);
  if ('known' in end) return show.ended(intention, end.known) ? 0 : 1;
  show.left(intention, 'exitCode' in end ? 'interrupted' : end);
  return 'exitCode' in end ? end.exitCode : 1;
}
