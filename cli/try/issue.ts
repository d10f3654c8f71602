/**
 * One issuance in a folder that is locked: runs the engine, which decides everything about it, and checks what is on disk in the
 * end. It takes a while to load, so that it is loaded only once the first question to DNScale is on its way.
 */
import { checkCertificate } from '../../functions/engine/certificate/check-certificate.ts';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import type { ZoneDirectory } from '../../functions/engine/ports/dns.ts';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { renewCertificate } from '../../functions/engine/run/renew-certificate.ts';
import type { RunTimes } from '../../functions/engine/run/run.ts';
import { withAccountBegun } from './ask-ahead.ts';
import type { TryStart } from './start/wiring.ts';
import { type TryWiring, wireTry } from './wiring.ts';

export type TryIssuance = {
  start: TryStart;
  definition: CertificateDefinition;
  /** Contact for the ACME account. @default - none */
  email: string | undefined;
  forced: boolean;
  times: RunTimes;
  /** The question for the zones, which may be under way. */
  listZones: ZoneDirectory['listZones'];
  emit(event: RunEvent): void;
};

/** What is on disk, or why the run failed and the challenge names at which TXT values are left. */
export type TryEnd = { facts: OnDisk } | { message: string; left: string[] };

type OnDisk = { serial: string; notAfter: Date };

type RunFailed = Extract<RunEvent, { event: 'run-failed' }>;

export async function issue(issuance: TryIssuance): Promise<TryEnd> {
  const { start, definition, email, forced, times } = issuance;
  let failure: RunFailed | undefined;
  let onDisk: Promise<OnDisk> | undefined;
  const emit = (event: RunEvent) => {
    if (event.event === 'run-failed') failure = event;
    issuance.emit(event);
    if (event.event !== 'certificate-stored') return;
    // While DNScale removes the values.
    onDisk = expectOnDisk(definition, wiring);
    onDisk.catch(() => undefined);
  };
  const wiring = wireTry(start, { definition, email, events: { emit } });
  const acme = wiring.ports.acmeServer(definition.certificateAuthority);
  const listZones = withAccountBegun(issuance.listZones, () => acme.readAccountUrl(times.work));
  const ports = { ...wiring.ports, zones: { ...wiring.ports.zones, listZones } };
  await renewCertificate(definition.certificateName, ports, times, { forced });
  for (const message of start.token.warnings()) {
    issuance.emit({ event: 'warning', subject: 'DNScale token', message });
  }
  if (failure !== undefined) return { message: failure.message, left: await namesLeft(wiring) };
  return { facts: await (onDisk ?? expectOnDisk(definition, wiring)) };
}

/** The disk has the last word: the five files exist, fit together, and are for exactly these names. */
async function expectOnDisk(
  { domainNames, keyAlgorithm }: CertificateDefinition,
  { readState, store }: TryWiring,
): Promise<OnDisk> {
  const { certificate } = await readState();
  if (certificate === undefined) throw new Error('the run ended well and left no certificate');
  const { privateKeyPem, certificatePem, chainPem } = await store.showVersion(certificate.version);
  const pem = certificatePem + chainPem;
  return checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now: clock.now() }).facts;
}

/** Challenge names whose TXT values are still published, by intent or because they could not be removed. */
async function namesLeft({ readState }: TryWiring): Promise<string[]> {
  const { txtRecords } = await readState();
  return [...new Set(txtRecords.map(({ name }) => name))];
}
