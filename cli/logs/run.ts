/** Shows what a renewer has logged about a certificate: once, or on and on. It changes nothing. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { LogLine } from '../../functions/engine/ports/renewer-logs.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { onInterruption, type SignalHost } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { optionsText } from '../next-command.ts';
import { pageOf, say } from '../page.ts';
import { chooseKnown } from '../renew/choose.ts';
import { renewedAfterFailure, type WithWiring } from '../renewer/renewed-wiring.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { whileWaiting } from '../waiting.ts';
import { followLines } from './follow.ts';
import { lineText } from './line-text.ts';
import type { LogsJson } from './logs-json.ts';
import { type LogsWiring, wireLogs } from './wiring.ts';

/** `since`: how many milliseconds back. */
export type LogsOptions = RenewerOptions & { since: number; follow?: true; json?: true };

export type Streams = { stdout: NodeJS.WriteStream; stderr: NodeJS.WritableStream };

const READING_MS = 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for a certificate that is not there. */
export async function runLogs(
  certificateName: string,
  options: LogsOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  withWiring: WithWiring<LogsWiring> = renewedAfterFailure((tell) => wireLogs(environment, options, tell)),
  host?: SignalHost,
): Promise<number> {
  const interruption = onInterruption(() => {}, host);
  try {
    const wait = { words: `asks AWS for what was logged about ${certificateName}`, mostMs: READING_MS };
    const { renewer, lines, isComplete } = await whileWaiting(
      wait,
      { stderr: streams.stderr, json: options.json },
      () => withWiring((wiring) => readLines(certificateName, options, wiring, within(interruption.signal))),
    );
    const show = showOn(streams.stdout, options.json === true);
    lines.forEach(show);
    if (!isComplete)
      say(streams.stderr, 'warning: There is more than can be read at once. Give a shorter --since.');
    if (options.follow) {
      await followLines(lines, {
        read: (from) =>
          withWiring(({ logsOf }) =>
            logsOf(renewer).readLines(certificateName, from, within(interruption.signal)),
          ),
        show,
        warn: (message) => say(streams.stderr, `warning: ${message}`),
        clock,
        signal: interruption.signal,
      });
    } else if (lines.length === 0) say(streams.stderr, nothingText(certificateName, renewer, options));
    return interruption.exitCode() ?? 0;
  } catch (thrown) {
    const exitCode = interruption.exitCode();
    if (exitCode === undefined) throw thrown;
    return exitCode;
  } finally {
    interruption.stop();
  }
}

async function readLines(
  certificateName: string,
  options: LogsOptions,
  wiring: LogsWiring,
  deadline: Deadline,
) {
  // Also one that nobody declares any more.
  const meant = { wiring, isMeant: () => true };
  const { renewer } = await chooseKnown(certificateName, options.renewer, meant, deadline);
  const since = new Date(clock.now().getTime() - options.since);
  return { renewer, ...(await wiring.logsOf(renewer).readLines(certificateName, since, deadline)) };
}

function within(signal: AbortSignal): Deadline {
  const bound = deadlineIn(READING_MS, clock, 'reading the logs');
  return { at: bound.at, signal: AbortSignal.any([bound.signal, signal]) };
}

function showOn(stdout: NodeJS.WriteStream, isJson: boolean): (line: LogLine) => void {
  return (line) => {
    const text = isJson ? JSON.stringify(jsonOf(line)) : lineText(line, pageOf(stdout));
    if (text !== undefined) stdout.write(`${text}\n`);
  };
}

function jsonOf({ at, functionName, fields }: LogLine): LogsJson {
  return { schema: SCHEMA, time: at.toISOString(), function: functionName, line: fields };
}

function nothingText(
  certificateName: string,
  { renewerName }: RenewerDescriptor,
  { region, profile }: LogsOptions,
): string {
  const options = optionsText({ renewer: renewerName, region, profile });
  return `${renewerName} has logged nothing about ${certificateName} in this time.\nSee further back:  dnscale-certs logs ${certificateName}${options} --since 7d`;
}
