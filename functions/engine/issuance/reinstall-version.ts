/**
 * Makes a version of the archive live again that is what the definition asks for, in place of an order: a deployment that is
 * rolled back must not need the CA. It gets a new name, since the pointer never moves back: a run that was overtaken tells
 * from the pointer that it is. Imports nothing into ACM; the run does.
 */
import { checkCertificate } from '../certificate/check-certificate.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { asRenewerError } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type {
  ArchivedVersion,
  CertificateFiles,
  CertificateStore,
  StoredCertificate,
} from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { isAsDefined } from '../renewal/definition-differences.ts';

export type ReinstallPorts = {
  store: Pick<CertificateStore, 'findVersion' | 'readVersion' | 'liveVersion' | 'publish'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
  newVersion(now: Date): string;
};

export type ReinstallJob = { definition: CertificateDefinition; claim: StateClaim; deadline: Deadline };

/** False when the archive has no such version: then one has to be ordered. */
export async function reinstallVersion(job: ReinstallJob, ports: ReinstallPorts): Promise<boolean> {
  const { definition, claim, deadline } = job;
  const { certificateName } = definition;
  const now = ports.clock.now();
  // What stands in for a first certificate fits every CA and profile: it must not come back in place of what is asked for.
  const isFirst = claim.state.certificate === undefined;
  const fits = (version: ArchivedVersion) =>
    version.notAfter > now && (isFirst || !version.standsIn) && isAsDefined(version, definition);
  const warn = (message: string) =>
    ports.events.emit({ event: 'warning', subject: certificateName, message });
  const found = await ports.store.findVersion(certificateName, { fits, warn }, deadline);
  const read = found && (await readUsable(found, job, ports));
  if (!found || !read) return false;
  const live = await ports.store.liveVersion(certificateName, deadline);
  // At or before the pointer's move an earlier run may have been killed: then that version has its new name already.
  const version = live === undefined || found.version >= live ? found.version : ports.newVersion(now);
  await publish({ ...read.certificate, version }, read.files, job, ports);
  const { serial, notAfter } = read.certificate;
  const told = { version, copyOf: found.version, serial, notAfter: notAfter.toISOString() };
  ports.events.emit({ event: 'version-reinstalled', ...told });
  return true;
}

async function publish(
  certificate: StoredCertificate,
  files: CertificateFiles,
  { definition, claim, deadline }: ReinstallJob,
  { store }: ReinstallPorts,
): Promise<void> {
  // If this run is killed and the definition changes back, a later one must see that the live files do not fit.
  await claim.write({ reinstalling: certificate.version }, deadline);
  await store.publish(definition.certificateName, certificate, files, deadline);
  await claim.write({ certificate, order: undefined, reinstalling: undefined }, deadline);
}

/** The archive is foreign input, and is judged like an answer of the CA. Undefined, with a warning, where it is not in order. */
async function readUsable(
  { version, certificateAuthority, profile, standsIn }: ArchivedVersion,
  { definition, deadline }: ReinstallJob,
  { store, clock, events }: ReinstallPorts,
): Promise<{ certificate: Omit<StoredCertificate, 'version'>; files: CertificateFiles } | undefined> {
  const { certificateName, domainNames, keyAlgorithm } = definition;
  try {
    const archived = await store.readVersion(certificateName, version, deadline);
    const { privateKeyPem, certificatePem, chainPem } = archived;
    const pem = certificatePem + chainPem;
    const checked = checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now: clock.now() });
    const made = { keyAlgorithm, certificateAuthority, profile, ...(standsIn && { standsIn }) };
    return { certificate: { ...checked.facts, ...made }, files: checked.files };
  } catch (thrown) {
    deadline.signal.throwIfAborted();
    events.emit({
      event: 'warning',
      subject: certificateName,
      message: `The archive has a certificate as ${certificateName} is defined now, but it cannot be used, so another one is ordered: ${asRenewerError(thrown).message}`,
    });
    return undefined;
  }
}
