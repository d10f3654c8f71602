/**
 * One issuance in a folder: locks the folder, runs the engine, shows what happens, and checks what is on disk in the end.
 * The engine decides whether a certificate is due, and everything about the issuance.
 */
import { join } from 'node:path';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import type { ZoneDirectory } from '../../functions/engine/ports/dns.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import type { RunTimes } from '../../functions/engine/run/run.ts';
import { type Interruption, onInterruption } from '../interruption.ts';
import { askAhead, withAccountBegun } from './ask-ahead.ts';
import { type CertificateArguments, definitionOf, expectCertifiable } from './definition.ts';
import { openJsonShow, openTextShow, type Show, type ShowStreams } from './show.ts';
import { type TryWiring, wireTry } from './wiring.ts';

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
  const events = { emit: show.emit };
  try {
    const wiring = wireTry(environment, { definition, out: folder, email, resolvers: resolver, events });
    const times = timesOf(wiring, interruption);
    const doubts = await doubtsAbout(definition);
    const unlock = await wiring.lock();
    // Nobody is asked anything for a folder that is not safe.
    const listZones = askAhead(wiring.ports.zones.listZones, times.work);
    try {
      show.begin({
        domainNames: definition.domainNames,
        directoryUrl: definition.certificateAuthority,
        propagationTimeoutMs: wiring.propagationTimeoutMs,
      });
      for (const message of doubts) show.emit(message);
      const run = { definition, forced: force === true, wiring, times, listZones, show };
      const { failure, onDisk } = await issue(run);
      if (failure === undefined) show.finish(folder, await (onDisk ?? expectOnDisk(run)));
      else show.fail(failure.message, await namesLeft(wiring));
      return interruption.exitCode() ?? (failure === undefined ? 0 : 1);
    } finally {
      await unlock();
    }
  } finally {
    interruption.stop();
    show.close();
  }
}

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

type Run = {
  definition: CertificateDefinition;
  forced: boolean;
  wiring: TryWiring;
  times: RunTimes;
  listZones: ZoneDirectory['listZones'];
  show: Show;
};

type RunFailed = Extract<RunEvent, { event: 'run-failed' }>;

type OnDisk = ReturnType<typeof expectOnDisk>;

/** `failure` is the event of a run that failed; `onDisk` what is on the disk, if something was stored. */
async function issue(run: Run): Promise<{ failure?: RunFailed | undefined; onDisk?: OnDisk | undefined }> {
  const { definition, forced, wiring, times, show } = run;
  const { token } = wiring;
  let failure: RunFailed | undefined;
  let onDisk: OnDisk | undefined;
  const emit = (event: RunEvent) => {
    if (event.event === 'run-failed') failure = event;
    show.emit(event);
    if (event.event !== 'certificate-stored') return;
    // While DNScale removes the values.
    onDisk = expectOnDisk(run);
    onDisk.catch(() => undefined);
  };
  const acme = wiring.ports.acmeServer(definition.certificateAuthority);
  const listZones = withAccountBegun(run.listZones, () => acme.readAccountUrl(times.work));
  const zones = { ...wiring.ports.zones, listZones };
  const { renewCertificate } = await import('../../functions/engine/run/renew-certificate.ts');
  const ports = { ...wiring.ports, zones, events: { emit } };
  await renewCertificate(definition.certificateName, ports, times, { forced });
  for (const message of token.warnings()) show.emit({ event: 'warning', subject: 'DNScale token', message });
  return { failure, onDisk };
}

/** An interruption ends the work at once; the clean-up always has its own time. */
function timesOf({ propagationTimeoutMs }: TryWiring, { signal }: Interruption): RunTimes {
  const workMs = WORK_MS + propagationTimeoutMs;
  const work = deadlineIn(workMs, clock);
  return {
    work: { at: work.at, signal: AbortSignal.any([work.signal, signal]) },
    cleanUp: deadlineIn(workMs + CLEAN_UP_MS, clock, 'the clean-up'),
    end: deadlineIn(workMs + CLEAN_UP_MS + REPORT_MS, clock, 'the end of this run'),
  };
}

/** The disk has the last word: the five files exist, fit together, and are for exactly these names. */
async function expectOnDisk({ definition, wiring }: Run): Promise<{ notAfter: Date; serial: string }> {
  const { certificate } = await wiring.readState();
  if (certificate === undefined) throw new Error('the run ended well and left no certificate');
  const { privateKeyPem, certificatePem, chainPem } = await wiring.store.showVersion(certificate.version);
  // X.509 takes a while to load: the engine has by now, while DNScale and the CA were asked.
  const { checkCertificate } = await import('../../functions/engine/certificate/check-certificate.ts');
  const { domainNames, keyAlgorithm } = definition;
  const pem = certificatePem + chainPem;
  return checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now: clock.now() }).facts;
}

/** Challenge names whose TXT values are still published, by intent or because they could not be removed. */
async function namesLeft({ readState }: TryWiring): Promise<string[]> {
  const { txtRecords } = await readState();
  return [...new Set(txtRecords.map(({ name }) => name))];
}
