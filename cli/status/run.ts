/** Shows how the certificates of the renewers that are meant are: once, or again and again. It changes nothing. */
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { onInterruption } from '../interruption.ts';
import { optionsText } from '../next-command.ts';
import { renewedAfterFailure, type WithWiring } from '../renewer/renewed-wiring.ts';
import { type RenewerOptions, type RenewerWiring, wireRenewers } from '../renewer/wiring.ts';
import { whileWaiting } from '../waiting.ts';
import { warn } from '../warn.ts';
import { detailText } from './detail-text.ts';
import { type Asked, readStatus } from './read.ts';
import { statusJson } from './status-json.ts';
import { statusText } from './status-text.ts';
import { viewOn } from './view.ts';

export type StatusOptions = RenewerOptions & { json?: true; watch?: true };

export type Streams = { stdout: NodeJS.WriteStream; stderr: NodeJS.WritableStream };

/** For thousands of certificates, too. */
const READING_MS = 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and when there is no such renewer. */
export async function runStatus(
  certificateName: string | undefined,
  options: StatusOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<number> {
  const { renewer: renewerName, region, profile } = options;
  const asked = { certificateName, renewerName, options: optionsText({ region, profile }) };
  if (options.watch) {
    const withWiring = renewedAfterFailure((tell) => wireRenewers(environment, options, tell));
    return watch(asked, options, withWiring, streams);
  }
  return showOnce(asked, options, wireRenewers(environment, options), streams);
}

async function showOnce(
  asked: Asked,
  options: StatusOptions,
  wiring: RenewerWiring,
  { stdout, stderr }: Streams,
): Promise<number> {
  const deadline = deadlineIn(READING_MS, systemClock, 'reading the certificates');
  const wait = { words: `asks AWS for ${asked.certificateName ?? 'the certificates'}`, mostMs: READING_MS };
  const { found, unreadable, now } = await whileWaiting(wait, { stderr, json: options.json }, () =>
    readStatus(wiring, asked, deadline),
  );
  for (const error of unreadable) warn(stderr, error);
  if (options.json) {
    stdout.write(`${JSON.stringify(statusJson(found, unreadable, now, optionsText(options)))}\n`);
  } else {
    stdout.write(textOf(asked)(found, viewOn(stdout, now, optionsText(options))));
  }
  const isWell = found.every(
    ({ statuses, token }) => token?.ok !== false && statuses.every(({ needsYou }) => !needsYou),
  );
  return isWell && unreadable.length === 0 ? 0 : 1;
}

async function watch(
  asked: Asked,
  options: StatusOptions,
  withWiring: WithWiring,
  { stdout }: Streams,
): Promise<number> {
  const [{ openScreen }, { watchStatus }] = await Promise.all([import('./screen.ts'), import('./watch.ts')]);
  const interruption = onInterruption(() => {});
  const screen = openScreen(stdout, { textOf: textOf(asked), options: optionsText(options) });
  try {
    await watchStatus({
      read: (deadline) => withWiring((wiring) => readStatus(wiring, asked, deadline)),
      screen,
      clock: systemClock,
      signal: interruption.signal,
    });
    return interruption.exitCode() ?? 0;
  } finally {
    screen.close();
    interruption.stop();
  }
}

/** Of one certificate there is more to tell. */
function textOf({ certificateName }: Asked): typeof statusText {
  return certificateName === undefined ? statusText : detailText;
}
