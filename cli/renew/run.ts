/**
 * Asks deployed renewers for checks, as a deployment does: a request for each in its table, then messages in its queue. It
 * decides nothing about the renewal.
 */
import { randomUUID } from 'node:crypto';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { untilDone } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { say } from '../page.ts';
import type { Streams as AskingStreams } from '../questions.ts';
import { renewedAfterFailure, type WithWiring } from '../renewer/renewed-wiring.ts';
import { type RenewerOptions, wireRenewers } from '../renewer/wiring.ts';
import { isForceAgreed } from './agree.ts';
import { chooseCertificates, type Meant } from './choose.ts';
import type { FoundCertificate } from './find-certificates.ts';
import { MOST_SENT } from './follow-runs.ts';
import type { RenewJson } from './renew-json.ts';
import { openRenewShow, type RenewShow, type Streams as ShowStreams } from './show.ts';
import { type Asked, senderTo, waitForRuns } from './wait.ts';

export type RenewOptions = RenewerOptions & { force?: true; wait?: true; yes?: true; json?: true };

export type Streams = ShowStreams & Pick<AskingStreams, 'stdin'>;

/** Reading and asking, of thousands of certificates too. */
const ASKING_MS = 120_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for certificates that are not there. */
export async function runRenew(
  meant: Meant,
  options: RenewOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  withWiring: WithWiring = renewedAfterFailure((tell) => wireRenewers(environment, options, tell)),
): Promise<number> {
  const deadline = deadlineIn(ASKING_MS, clock, 'reading the certificates');
  const all = await withWiring((wiring) =>
    chooseCertificates(meant, options.renewer, { wiring, stderr: streams.stderr }, deadline),
  );
  const none: RenewJson = { schema: SCHEMA, certificates: [] };
  const unanswered = () => void (options.json && streams.stdout.write(`${JSON.stringify(none)}\n`));
  if (all.length > 0 && !(await isForceAgreed(meant, all, { ...options, unanswered }, streams))) {
    unanswered();
    say(streams.stderr, 'Nothing was asked for.');
    return 1;
  }
  const { json: isJson = false, wait: isWaiting = false, force: isForced = false } = options;
  const show = await openRenewShow(all, { isJson, isWaiting, options }, streams);
  try {
    const { value: asked, exitCode } = await untilDone(() => ask(all, isForced, withWiring));
    if (exitCode !== undefined) {
      show.finish('interrupted');
      return exitCode;
    }
    return isWaiting ? await waitForRuns(asked, withWiring, show) : await leave(asked, withWiring, show);
  } finally {
    show.close();
  }
}

/** The requests are what counts. The messages only spare the wait for the next tick, so they may fail. */
async function ask(
  all: readonly FoundCertificate[],
  isForced: boolean,
  withWiring: WithWiring,
): Promise<Asked[]> {
  const deadline = deadlineIn(ASKING_MS, clock, 'asking for the checks');
  const dueAt = clock.now();
  return Promise.all(
    [...Map.groupBy(all, ({ renewer }) => renewer)].map(async ([renewer, certificates]) => {
      const checks = certificates.map((found) => {
        const { known: before } = found;
        return { id: randomUUID(), certificateName: before.certificateName, before, found };
      });
      const requests = checks.map(({ id, certificateName }) => ({ id, certificateName, dueAt, isForced }));
      await withWiring(({ requestsOf }) => requestsOf(renewer).addAll(requests, deadline));
      return { renewer, checks };
    }),
  );
}

async function leave(asked: readonly Asked[], withWiring: WithWiring, show: RenewShow): Promise<number> {
  const deadline = deadlineIn(ASKING_MS, clock, 'sending the messages');
  await Promise.all(
    asked.map(({ renewer, checks }) => {
      const names = checks.slice(0, MOST_SENT).map(({ certificateName }) => certificateName);
      return senderTo(renewer, withWiring, show)(names, deadline);
    }),
  );
  show.finish('asked');
  return 0;
}
