/** Reads all certificates of the renewers that are meant, and shows how they are. It changes nothing. */
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { byUrgency, certificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import { paintFor } from '../doctor/findings-text.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import { type RenewerOptions, wireRenewers } from '../renewer/wiring.ts';
import { statusJson } from './status-json.ts';
import { type RenewerStatus, statusText } from './status-text.ts';

export type StatusOptions = RenewerOptions & { json?: true };

export type Streams = {
  stdout: NodeJS.WritableStream & { columns?: number; isTTY?: boolean };
  stderr: NodeJS.WritableStream;
};

/** For thousands of certificates, too. */
const READING_MS = 60_000;

const USUAL_WIDTH = 80;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and when there is no such renewer. */
export async function runStatus(
  options: StatusOptions,
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Streams,
): Promise<number> {
  const { directory, overviewOf } = wireRenewers(environment, options);
  const deadline = deadlineIn(READING_MS, systemClock, 'reading the certificates');
  const { renewers, unreadable } = await findRenewers(directory, options.renewer, deadline);
  const now = systemClock.now();
  const read = renewers.map(async (renewer): Promise<RenewerStatus> => {
    const { certificates, isComplete, token } = await overviewOf(renewer).listCertificates(deadline);
    const statuses = certificates.map((known) => certificateStatus(known, now)).toSorted(byUrgency);
    return { renewer, statuses, isComplete, token };
  });
  const found = await Promise.all(read);
  for (const { message } of unreadable) stderr.write(`warning: ${message}\n`);
  if (options.json) {
    stdout.write(`${JSON.stringify(statusJson(found, unreadable))}\n`);
  } else {
    const width = { columns: stdout.columns || USUAL_WIDTH, cutsNames: stdout.isTTY === true };
    stdout.write(statusText(found, { now, width, paint: paintFor(stdout) }));
  }
  const isWell = found.every(
    ({ statuses, token }) => token?.ok !== false && statuses.every(({ needsYou }) => !needsYou),
  );
  return isWell && unreadable.length === 0 ? 0 : 1;
}
