/**
 * One issuance in a folder: takes the folder, runs the engine, shows what happens, and looks at what is on disk in the
 * end. Whether a certificate is due, and everything about the issuance, is the engine's.
 */
import { join } from 'node:path';
import { checkCertificate } from '../../functions/engine/certificate/check-certificate.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { renewCertificate } from '../../functions/engine/run/renew-certificate.ts';
import type { RunTimes } from '../../functions/engine/run/run.ts';
import { definitionOf, type Wanted } from './definition.ts';
import { type Interruption, onInterruption } from './interruption.ts';
import { openJsonShow, openTextShow, type Show, type ShowStreams } from './show.ts';
import { type TryWiring, wireTry } from './wiring.ts';

export type TryOptions = Wanted & {
  email?: string;
  out?: string;
  resolver?: string[];
  force?: true;
  json?: true;
};

/** Beside the wait for propagation, which has a length of its own. */
const WORK_MS = 10 * 60_000;
const CLEAN_UP_MS = 120_000;
const EXTRA_WAIT_MS = 10_000;

/** @returns the exit code. @throws RenewerError for what cannot even begin: `config-invalid`, a folder in use. */
export async function runTry(
  { out, email, resolver, force, json, ...wanted }: TryOptions,
  environment: NodeJS.ProcessEnv,
  streams: ShowStreams,
): Promise<number> {
  const definition = definitionOf(wanted);
  const folder = out ?? join('dnscale-certs', definition.certificateName.replace('*', '_'));
  const show = await openShow(json === true, streams);
  const events = { emit: show.emit };
  const wiring = wireTry(environment, { definition, out: folder, email, resolvers: resolver, events });
  const unlock = await wiring.lock();
  const interruption = onInterruption(show.interrupted);
  try {
    const run = { definition, forced: force === true, wiring, interruption, show };
    const failure = await issue(run);
    if (failure === undefined) show.finish(folder, await expectOnDisk(run));
    else show.fail(failure.message, await left(wiring));
    return interruption.exitCode() ?? (failure === undefined ? 0 : 1);
  } finally {
    interruption.stop();
    show.close();
    await unlock();
  }
}

/** The library that draws is loaded where there is a terminal to draw on; one that says it has no width is none. */
async function openShow(json: boolean, streams: ShowStreams): Promise<Show> {
  const { stdout } = streams;
  if (json) return openJsonShow(streams);
  if (!stdout.isTTY || stdout.columns === 0) return openTextShow(streams);
  const { openLiveView } = await import('./live-view.ts');
  return openTextShow(streams, (progress) => openLiveView(stdout, progress));
}

type Run = {
  definition: CertificateDefinition;
  forced: boolean;
  wiring: TryWiring;
  interruption: Interruption;
  show: Show;
};

export type Failure = Extract<RunEvent, { event: 'run-failed' }>;

/** What the run failed with; undefined when it did what was to be done. */
async function issue({ definition, forced, wiring, interruption, show }: Run): Promise<Failure | undefined> {
  const { ports, token } = wiring;
  let failure: Failure | undefined;
  const emit = (event: RunEvent) => {
    if (event.event === 'run-failed') failure = event;
    show.emit(event);
  };
  const times = timesOf(wiring, interruption);
  await renewCertificate(definition.certificateName, { ...ports, events: { emit } }, times, { forced });
  for (const message of token.warnings()) show.emit({ event: 'warning', subject: 'DNScale token', message });
  return failure;
}

/** An interruption ends the work at once; the clean-up has its own time in any case. */
function timesOf({ propagationTimeoutMs }: TryWiring, { signal }: Interruption): RunTimes {
  const workMs = WORK_MS + propagationTimeoutMs;
  const work = deadlineIn(workMs, clock);
  return {
    work: { at: work.at, signal: AbortSignal.any([work.signal, signal]) },
    cleanUp: deadlineIn(workMs + CLEAN_UP_MS, clock, 'the clean-up'),
    end: deadlineIn(workMs + CLEAN_UP_MS + EXTRA_WAIT_MS, clock, 'the end of this run'),
  };
}

/** The last word is the disk's: the five files are there, fit together, and are for exactly these names. */
async function expectOnDisk({ definition, wiring }: Run): Promise<{ notAfter: Date; serial: string }> {
  const { certificate } = await wiring.readState();
  if (certificate === undefined) throw new Error('the run ended well and left no certificate');
  const { privateKeyPem, certificatePem, chainPem } = await wiring.store.showVersion(certificate.version);
  const { domainNames, keyAlgorithm } = definition;
  const pem = certificatePem + chainPem;
  return checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now: clock.now() }).facts;
}

/** TXT values that are out, by intent or because they could not be removed. */
async function left({ readState }: TryWiring): Promise<string[]> {
  const { txtRecords } = await readState();
  return [...new Set(txtRecords.map(({ name }) => name))];
}
