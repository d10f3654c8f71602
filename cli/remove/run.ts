/**
 * Asks a deployed renewer to take away what is left of a certificate: a request in its table, then a message in its queue. The run
 * deletes; this shows beforehand what goes, and follows it. It deletes nothing itself.
 */
import { randomUUID } from 'node:crypto';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { isGone } from '../../functions/engine/renewal/removal.ts';
import { untilDone } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { optionsText } from '../next-command.ts';
import { pageOf, say } from '../page.ts';
import { isAgreed, type Streams } from '../questions.ts';
import { chooseKnown } from '../renew/choose.ts';
import { failedWords } from '../renew/failed-words.ts';
import { waitForRun } from '../renew/wait.ts';
import { renewedAfterFailure, type WithWiring } from '../renewer/renewed-wiring.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { expectLeftOver, type LeftOver } from './find-left-over.ts';
import { keptText, partsText } from './parts.ts';
import { readParts } from './read-parts.ts';
import type { RemoveJson } from './remove-json.ts';
import { type RemoveWiring, wireRemove } from './wiring.ts';

export type RemoveOptions = RenewerOptions & { yes?: true; json?: true };

const READING_MS = 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for what cannot be removed. */
export async function runRemove(
  certificateName: string,
  options: RemoveOptions,
  environment: NodeJS.ProcessEnv,
  { stdin, stdout, stderr }: Streams,
  withWiring: WithWiring<RemoveWiring> = renewedAfterFailure((tell) =>
    wireRemove(environment, options, tell),
  ),
): Promise<number> {
  const deadline = deadlineIn(READING_MS, clock, 'reading what is left');
  const isMeant = (known: KnownCertificate) => !isGone(known);
  const { left, parts } = await withWiring(async (wiring) => {
    const found = await chooseKnown(certificateName, options.renewer, { wiring, isMeant }, deadline);
    const left = expectLeftOver(found);
    return { left, parts: await readParts(left, wiring, stderr, deadline) };
  });
  const tell = (text: string) => void (options.json || say(stdout, text));
  const finish = (outcome: RemoveJson['outcome'], more: Partial<RemoveJson> = {}) => {
    const { renewerName, region } = left.renewer;
    const about = { renewerName, region, certificateName };
    const object: RemoveJson = { schema: SCHEMA, ...about, outcome, parts, kept: [], ...more };
    if (options.json) stdout.write(`${JSON.stringify(object)}\n`);
  };
  tell(`${certificateName} at ${left.renewer.renewerName}, ${left.renewer.region}: nobody declares it.\n`);
  if (!options.json) stdout.write(`${partsText(parts, pageOf(stdout))}\n\n`);
  const asking = {
    yes: options.yes,
    question: () => 'Remove what goes? [y/N] ',
    undone: `Nothing of ${certificateName} was removed`,
    unanswered: () => finish('listed'),
  };
  if (!(await isAgreed(asking, { stdin, stderr }))) {
    finish('listed');
    say(stderr, 'Nothing was removed.');
    return 1;
  }
  const { region, profile } = options;
  const again = optionsText({ renewer: left.renewer.renewerName, region, profile });
  return follow(left, withWiring, { tell, finish, stderr, again });
}

type Shown = {
  tell(text: string): void;
  finish(outcome: RemoveJson['outcome'], more?: Partial<RemoveJson>): void;
  stderr: NodeJS.WritableStream;
  /** The options of the next command. */
  again: string;
};

async function follow(
  { renewer, known: before }: LeftOver,
  withWiring: WithWiring<RemoveWiring>,
  shown: Shown,
): Promise<number> {
  const { certificateName } = before;
  const id = randomUUID();
  const asking = deadlineIn(READING_MS, clock, 'asking for the removal');
  const request = { id, certificateName, dueAt: clock.now(), isRemoval: true };
  const asked = await untilDone(() =>
    withWiring(({ requestsOf }) => requestsOf(renewer).addAll([request], asking)),
  );
  const warn = (message: string) => say(shown.stderr, `warning: ${message}`);
  const step = (words: string) => shown.tell(`${certificateName}: ${words}`);
  const end =
    asked.exitCode === undefined
      ? await waitForRun(id, { renewer, known: before }, withWiring, { step, warn })
      : { exitCode: asked.exitCode };
  if ('known' in end) return exitCodeOf({ ...end, certificateName, renewer, askedAt: request.dueAt }, shown);
  shown.finish('asked');
  shown.tell(
    `No longer waiting; the removal goes on without this command.\nSee how it is:  dnscale-certs status ${certificateName}${shown.again}`,
  );
  return 'exitCode' in end ? end.exitCode : 1;
}

type Ended = Pick<LeftOver, 'renewer'> & {
  certificateName: string;
  known: KnownCertificate | undefined;
  askedAt: Date;
};

function exitCodeOf(ended: Ended, { tell, finish, stderr, again }: Shown): number {
  const { certificateName: name, known } = ended;
  if (known?.definition) {
    finish('declared');
    say(stderr, `error: ${name} was declared again meanwhile: nothing was removed.`);
    return 1;
  }
  const error = errorOf(ended);
  if (error) {
    finish('failed', { error });
    say(stderr, `error: ${name}: ${error.message}`);
    return 1;
  }
  const kept = known?.state?.removal?.kept ?? [];
  finish(kept.length > 0 ? 'kept' : 'removed', { kept });
  if (kept.length === 0) {
    tell(`${name}: removed.`);
    return 0;
  }
  for (const one of kept) say(stderr, `error: It stays: ${keptText(one)}`);
  say(stderr, `Move what uses it to another certificate, then:  dnscale-certs remove ${name}${again}`);
  return 1;
}

/** A run of an earlier release serves the request, deletes what a withdrawal would, and writes down no removal. */
function errorOf({ known, renewer, askedAt }: Ended): RemoveJson['error'] {
  const { removal, failure } = known?.state ?? {};
  const { code, message, advice } = known?.unreadable ?? failure ?? {};
  if (code !== undefined && message !== undefined) {
    return { code, message: failedWords({ message, advice }, known?.state?.nextCheckAt) };
  }
  if (!removal || removal.askedAt < askedAt) {
    return {
      code: 'unexpected',
      message: `${renewer.renewerName} has not removed all of it: its release is too old for that. Deploy this release there, then ask again.`,
    };
  }
  return removal.endedAt
    ? undefined
    : {
        code: 'unexpected',
        message: 'The run has ended before it was done. The next check tries again by itself.',
      };
}
