/** What `renew` says: lines for a person, or one object in the end for a program. Errors go to stderr in both. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { SCHEMA } from '../json-parts.ts';
import { dayAndTime } from '../status/instant-text.ts';
import type { RunOutcome } from './follow-run.ts';
import type { RenewJson } from './renew-json.ts';

export type RenewShow = {
  warn(message: string): void;
  /** Nobody waits for the run. */
  asked(): void;
  step(line: string): void;
  ended(ended: RunOutcome): void;
  interrupted(): void;
  /** The time to wait is over. */
  late(): void;
};

type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

export function openRenewShow(
  certificateName: string,
  { renewerName, region }: RenewerDescriptor,
  isJson: boolean,
  { stdout, stderr }: Streams,
): RenewShow {
  const line = (text: string) => void (isJson ? undefined : stdout.write(`${text}\n`));
  const object = (fields: Pick<RenewJson, 'outcome'> & Partial<RenewJson>) => {
    const entry: RenewJson = { schema: SCHEMA, renewerName, region, certificateName, ...fields };
    if (isJson) stdout.write(`${JSON.stringify(entry)}\n`);
  };
  const asked = (words: string) => {
    line(`${words} See how it is:  npx dnscale-certs status --renewer ${renewerName}`);
    object({ outcome: 'asked' });
  };
  return {
    warn: (message) => void stderr.write(`warning: ${message}\n`),
    asked: () => asked(`${renewerName} in ${region} checks ${certificateName} now.`),
    step: line,
    ended({ outcome, known }) {
      const error = errorIn(known);
      const { notAfter, serial } = known?.state?.certificate ?? {};
      const nextCheckAt = known?.state?.nextCheckAt;
      if (outcome === 'failed') stderr.write(`error: ${failureText(error, nextCheckAt)}\n`);
      else if (outcome === 'removed') stderr.write(`error: Nobody declares ${certificateName} any more.\n`);
      else line(DONE[outcome]);
      object({
        outcome,
        notAfter: notAfter?.toISOString(),
        serial,
        nextCheckAt: nextCheckAt?.toISOString(),
        ...(outcome === 'failed' && { error }),
      });
    },
    interrupted: () => asked('No longer waiting; the check goes on without this command.'),
    late: () => {
      stderr.write(
        `error: The check of ${certificateName} has not ended in 20 minutes. See how it is:  npx dnscale-certs status --renewer ${renewerName}\n`,
      );
      object({ outcome: 'asked' });
    },
  };
}

const DONE = {
  renewed: 'Renewed.',
  installed: 'Nothing was due; what was missing is installed.',
  unchanged: 'Nothing was due, and nothing was changed. --force issues a new certificate.',
} as const;

function errorIn(known: KnownCertificate | undefined) {
  const { code = 'unexpected', message = '' } = known?.unreadable ?? known?.state?.failure ?? {};
  return { code, message };
}

function failureText({ message }: { message: string }, nextCheckAt: Date | undefined): string {
  return nextCheckAt ? `${message} The next try by itself: ${dayAndTime(nextCheckAt)}.` : message;
}
