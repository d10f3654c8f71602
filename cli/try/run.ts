/**
 * One try: locks the folder, has a certificate issued in it, and shows what happens. What comes before the first question is all
 * that a person waits for in vain, so that this loads no more than it needs.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import type { RunTimes } from '../../functions/engine/run/run.ts';
import { type Interruption, onInterruption } from '../interruption.ts';
import { askAhead } from './ask-ahead.ts';
import { type CertificateArguments, definitionOf, expectCertifiable } from './definition.ts';
import { openJsonShow, openTextShow, type ShowStreams } from './show.ts';
import { startTry } from './start/wiring.ts';

export type TryOptions = CertificateArguments & {
  /** Contact for the ACME account. @default - none */
  email?: string;
  /** Path of the folder. @default - dnscale-certs/<first name> */
  out?: string;
  /** Recursive resolvers as `host` or `host:port`. @default - the system's */
  resolver?: string[];
  /** Issue although the certificate in the folder is not due. @default - no */
  force?: true;
  /** Write one JSON object for each event instead of text. @default - no */
  json?: true;
};

/** Without the wait for propagation, which has its own bound. */
const WORK_MS = 10 * 60_000;
const CLEAN_UP_MS = 120_000;
const REPORT_MS = 10_000;

/** @returns the exit code. @throws RenewerError when it cannot begin: `config-invalid`, a folder in use. */
export async function runTry(
  { out, email, resolver, force, json, ...certificate }: TryOptions,
  environment: NodeJS.ProcessEnv,
  streams: ShowStreams,
): Promise<number> {
  const definition = definitionOf(certificate);
  const folder = out ?? join('dnscale-certs', definition.certificateName.replace('*', '_'));
  const show = json ? openJsonShow(streams) : await openTextShow(streams);
  const interruption = onInterruption(show.interrupted);
  try {
    const start = startTry(environment, { out: folder, resolvers: resolver });
    const times = timesOf(start.settings.propagationTimeoutMs, interruption);
    // Nobody is asked anything for a folder that is not safe.
    await start.folder.expectOwn();
    const listZones = askAhead(start.dnscale.listZones, times.work);
    await sleep(UNTIL_SENT_MS);
    // Called wrongly, it makes no folder.
    start.expectResolvers();
    const doubts = await doubtsAbout(definition);
    const unlock = await start.lock();
    try {
      show.begin({
        domainNames: definition.domainNames,
        directoryUrl: definition.certificateAuthority,
        propagationTimeoutMs: start.settings.propagationTimeoutMs,
      });
      for (const message of doubts) show.emit(message);
      const { issue } = await import('./issue.ts');
      const forced = force === true;
      const end = await issue({ start, definition, email, forced, times, listZones, emit: show.emit });
      if ('facts' in end) show.finish(folder, end.facts);
      else show.fail(end.message, end.left);
      return interruption.exitCode() ?? ('facts' in end ? 0 : 1);
    } finally {
      await unlock();
    }
  } finally {
    interruption.stop();
    show.close();
  }
}

/** Loading holds up everything else in this process: the question is sent first. */
const UNTIL_SENT_MS = 8;

type Warning = Extract<RunEvent, { event: 'warning' }>;

/** @throws RenewerError `config-invalid` for names that the CA is sure to refuse. */
async function doubtsAbout({ domainNames, certificateAuthority }: CertificateDefinition): Promise<Warning[]> {
  // Holds a list of ten thousand suffixes.
  const { doubtfulNames } = await import('../../functions/engine/config/certifiable-names.ts');
  const doubts = doubtfulNames(domainNames, certificateAuthority);
  expectCertifiable(doubts);
  return doubts.map(({ domainName, words, fix }) => ({
    event: 'warning',
    subject: domainName,
    message: `${words}. ${fix}`,
  }));
}

/** An interruption ends the work at once; the clean-up always has its own time. */
function timesOf(propagationTimeoutMs: number, { signal }: Interruption): RunTimes {
  const workMs = WORK_MS + propagationTimeoutMs;
  const work = deadlineIn(workMs, clock);
  return {
    work: { at: work.at, signal: AbortSignal.any([work.signal, signal]) },
    cleanUp: deadlineIn(workMs + CLEAN_UP_MS, clock, 'the clean-up'),
    end: deadlineIn(workMs + CLEAN_UP_MS + REPORT_MS, clock, 'the end of this run'),
  };
}
