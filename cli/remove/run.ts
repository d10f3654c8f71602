/**
 * Asks a deployed renewer to take away what is left of a certificate: a request in its table, then a message in its queue. The run
 * deletes; this shows beforehand what goes, and follows it. It deletes nothing itself.
 */
import { randomUUID } from 'node:crypto';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { SCHEMA } from '../json-parts.ts';
import { followRuns } from '../renew/follow-runs.ts';
import { senderTo } from '../renew/wait.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { optionsText } from '../status/view.ts';
import { confirm } from '../sweep/confirm.ts';
import { onInterruption } from '../try/interruption.ts';
import { findLeftOver, type LeftOver } from './find-left-over.ts';
import { keptText, partsText } from './parts.ts';
import { readParts } from './read-parts.ts';
import type { RemoveJson } from './remove-json.ts';
import { type RemoveWiring, wireRemove } from './wiring.ts';

export type RemoveOptions = RenewerOptions & { yes?: true; json?: true };

export type Streams = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

const READING_MS = 60_000;
/** A run that holds the claim, then the next tick, then the run itself; followRuns ends earlier where nothing happens. */
const WAITING_MS = 60 * 60_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and for what cannot be removed. */
export async function runRemove(
  certificateName: string,
  options: RemoveOptions,
  environment: NodeJS.ProcessEnv,
  { stdin, stdout, stderr }: Streams,
): Promise<number> {
  const wiring = wireRemove(environment, options);
  const deadline = deadlineIn(READING_MS, clock, 'reading what is left');
  const left = await find(certificateName, options.renewer, wiring, deadline);
  const parts = await readParts(left, wiring, stderr, deadline);
  const say = (text: string) => void (options.json || stdout.write(`${text}\n`));
  const finish = (outcome: RemoveJson['outcome'], more: Partial<RemoveJson> = {}) => {
    const { renewerName, region } = left.renewer;
    const about = { renewerName, region, certificateName };
    const object: RemoveJson = { schema: SCHEMA, ...about, outcome, parts, kept: [], ...more };
    if (options.json) stdout.write(`${JSON.stringify(object)}\n`);
  };
  say(
    `${certificateName} at ${left.renewer.renewerName}, ${left.renewer.region}: nobody declares it.\n\n${partsText(parts)}`,
  );
  if (!options.yes) {
    if (!stdin.isTTY) {
      finish('listed');
      throw nobodyToAsk(certificateName);
    }
    if (!(await confirm(`Remove what goes? [y/N] `, stdin, stderr))) {
      finish('listed');
      stderr.write('Nothing was removed.\n');
      return 1;
    }
  }
  const { region, profile } = options;
  const again = optionsText({ renewer: left.renewer.renewerName, region, profile });
  return follow(left, wiring, { say, finish, stderr, again });
}

export function nobodyToAsk(certificateName: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `Nothing of ${certificateName} was removed: there is no terminal to ask at whether it may.`,
    advice: 'Add --yes.',
  });
}

async function find(
  certificateName: string,
  renewerName: string | undefined,
  { directory, overviewOf }: RemoveWiring,
  deadline: Deadline,
): Promise<LeftOver> {
  const { renewers } = await findRenewers(directory, renewerName, deadline);
  const found = await Promise.all(
    renewers.map(async (renewer) => {
      const known = await overviewOf(renewer).readCertificates([certificateName], deadline);
      return known.map((one) => ({ renewer, known: one }));
    }),
  );
  return findLeftOver(
    certificateName,
    found.flat(),
    renewers.map((one) => one.renewerName),
  );
}

type Shown = {
  say(text: string): void;
  finish(outcome: RemoveJson['outcome'], more?: Partial<RemoveJson>): void;
  stderr: NodeJS.WritableStream;
  /** The options of the next command. */
  again: string;
};

async function follow(
  { renewer, known: before }: LeftOver,
  wiring: RemoveWiring,
  shown: Shown,
): Promise<number> {
  const { certificateName } = before;
  const id = randomUUID();
  const asking = deadlineIn(READING_MS, clock, 'asking for the removal');
  const request = { id, certificateName, dueAt: clock.now(), isRemoval: true };
  await wiring.requestsOf(renewer).addAll([request], asking);
  const interruption = onInterruption(() => undefined);
  const bound = deadlineIn(WAITING_MS, clock, 'waiting for the run');
  const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, interruption.signal]) };
  const warn = (message: string) => void shown.stderr.write(`warning: ${message}\n`);
  let end: { known: KnownCertificate | undefined } | undefined;
  try {
    await followRuns(
      [{ id, certificateName, before }],
      {
        clock,
        findOpen: (some, until) => wiring.requestsOf(renewer).findOpen(some, until),
        read: (names, until) => wiring.overviewOf(renewer).readCertificates(names, until),
        send: senderTo(renewer, wiring, { warn }),
        step: (_, words) => shown.say(`${certificateName}: ${words}`),
        ended: (_, { known }) => {
          end = { known };
        },
      },
      deadline,
    );
  } catch (thrown) {
    if (interruption.exitCode() === undefined && !bound.signal.aborted) throw thrown;
  } finally {
    interruption.stop();
  }
  if (end) return exitCodeOf(certificateName, end.known, shown);
  shown.finish('asked');
  shown.say(
    `No longer waiting; the removal goes on without this command. See how it is:  dnscale-certs status ${certificateName}${shown.again}`,
  );
  return interruption.exitCode() ?? 1;
}

function exitCodeOf(
  name: string,
  known: KnownCertificate | undefined,
  { say, finish, stderr, again }: Shown,
): number {
  const { removal, failure } = known?.state ?? {};
  if (known?.definition) {
    finish('declared');
    stderr.write(`error: ${name} was declared again meanwhile: nothing was removed.\n`);
    return 1;
  }
  const { code, message } = known?.unreadable ?? failure ?? {};
  if (code !== undefined && message !== undefined) {
    finish('failed', { error: { code, message } });
    stderr.write(`error: ${name}: ${message} The next check tries again by itself.\n`);
    return 1;
  }
  const kept = removal?.kept ?? [];
  finish(kept.length > 0 ? 'kept' : 'removed', { kept });
  if (kept.length === 0) {
    say(`${name}: removed.`);
    return 0;
  }
  for (const one of kept) stderr.write(`error: It stays: ${keptText(one)}\n`);
  stderr.write(`Move what uses it to another certificate, then:  dnscale-certs remove ${name}${again}\n`);
  return 1;
}
