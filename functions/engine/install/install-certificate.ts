/**
 * Brings the live version into every target that does not hold it yet: the ACM of each region, and the secret. Each stands
 * alone: one that fails holds up no other, and never makes a new certificate necessary.
 */
import type { CertificateDefinition } from '../config/definition.ts';
import { orderHash } from '../config/definition-hash.ts';
import { asRenewerError, factsOf, RenewerError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import { ownValue } from '../own-value.ts';
import type { EventSink } from '../ports/events.ts';
import type { StateClaim } from '../ports/records.ts';
import type {
  CertificateFiles,
  CertificateImporter,
  CertificateStore,
  SecretTarget,
  StoredCertificate,
} from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { failedReadiness } from '../readiness/failed-readiness.ts';
import { isHeld } from '../renewal/is-held.ts';
import type { Installation } from '../renewal/state.ts';
import { arnGone } from './arn-gone.ts';
import { checkReimport } from './check-reimport.ts';
import { existingArnIn, judgeExisting, judgeOwn } from './existing-arns.ts';
import { findReplaced } from './find-replaced.ts';
import { installSecret } from './install-secret.ts';
import { tagInstalled } from './tag-installed.ts';

export type InstallPorts = {
  store: Pick<CertificateStore, 'readVersion'>;
  importer: CertificateImporter;
  secrets: SecretTarget;
  clock: Clock;
  events: EventSink;
};

export type InstallJob = {
  /** Its `regions` are targets, and the secret where it asks for one. */
  definition: CertificateDefinition;
  /** The live version. */
  certificate: StoredCertificate;
  /** Knows what each target holds, and takes down what was installed. */
  claim: StateClaim;
  deadline: Deadline;
};

/**
 * The targets that got the certificate now, by region or ARN; empty when all of them held it already.
 * @throws RenewerError of a target that failed, after all others were tried and what succeeded is written down.
 */
export async function installCertificate(job: InstallJob, ports: InstallPorts): Promise<string[]> {
  const { definition, certificate, claim, deadline } = job;
  const { certificateName } = definition;
  const readFiles = memoize(() => ports.store.readVersion(certificateName, certificate.version, deadline));
  const held = await findHeld(job, ports);
  const [imported, secret] = await Promise.allSettled([
    importWhereMissing(held.regions, job, readFiles, ports),
    installSecret({ definition, certificate, isWritten: held.isSecretWritten, readFiles, deadline }, ports),
  ]);
  const targets = imported.status === 'fulfilled' ? imported.value : [];
  // Only now: two writes of one claim at once would be in each other's way.
  if (secret.status === 'fulfilled' && secret.value) {
    const { secretArn, serial } = secret.value;
    await claim.write({ secret: secret.value }, deadline);
    ports.events.emit({ event: 'secret-written', secretArn, serial });
    targets.push(secretArn);
  }
  if (imported.status === 'fulfilled') await tagInstalled(job, ports);
  const failures = failuresOf([imported, secret]);
  if (failures.length > 0) throw summarize(failures);
  return targets;
}

/** Which targets hold the live version. What somebody else has put there since is told, and is not among them. */
async function findHeld(job: InstallJob, ports: InstallPorts) {
  const { definition, certificate, claim, deadline } = job;
  const { installations, secret } = claim.state;
  const { certificateName, storeInSecretsManager = false } = definition;
  const regions = definition.regions.filter((region) => isHeld(certificate, ownValue(installations, region)));
  const written = storeInSecretsManager && secret && isHeld(certificate, secret) ? secret : undefined;
  const known = { certificateName, certificate, installations, regions, secret: written };
  const replaced = await findReplaced(known, ports, deadline);
  if (replaced.told) await noteReplaced(replaced.told, job, ports);
  return {
    regions: regions.filter((region) => !replaced.regions.includes(region)),
    isSecretWritten: written !== undefined && !replaced.isSecretReplaced,
  };
}

async function importWhereMissing(
  held: readonly string[],
  job: InstallJob,
  readFiles: () => Promise<CertificateFiles>,
  ports: InstallPorts,
): Promise<string[]> {
  const { definition, claim, deadline } = job;
  const { installations } = claim.state;
  const regions = definition.regions.filter((region) => !held.includes(region));
  if (regions.length === 0) return [];
  const files = await readFiles();
  const results = await Promise.allSettled(regions.map((region) => importInto(region, files, job, ports)));
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (done.length > 0) {
    await claim.write({ installations: { ...installations, ...Object.fromEntries(done) } }, deadline);
  }
  for (const [region, { certificateArn, serial }] of done) {
    ports.events.emit({ event: 'certificate-imported', region, certificateArn, serial });
  }
  const failures = failuresOf(results);
  if (failures.length > 0) throw summarize(failures);
  return regions;
}

function failuresOf(results: readonly PromiseSettledResult<unknown>[]): RenewerError[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [asRenewerError(result.reason)] : []));
}

/** Before ours is back: whatever becomes of this run, somebody is told. */
async function noteReplaced(
  told: RenewerError,
  { claim, deadline }: InstallJob,
  { clock }: InstallPorts,
): Promise<void> {
  await claim.write({ readiness: failedReadiness(told, claim.state.readiness, clock.now()) }, deadline);
}

async function importInto(
  region: string,
  files: CertificateFiles,
  { definition, certificate, claim, deadline }: InstallJob,
  { importer, clock }: InstallPorts,
): Promise<[string, Installation]> {
  const known = await findKnown(region, files, { definition, claim, deadline }, importer);
  const { certificateName, tags } = definition;
  const certificateArn = await importer.importCertificate(
    { certificateName, region, certificateArn: known, files, tags },
    deadline,
  );
  const { serial, sha256, notAfter, keyAlgorithm } = certificate;
  const held = {
    serial,
    ...(sha256 && { sha256 }),
    notAfter,
    keyAlgorithm,
    orderHash: orderHash(certificate),
  };
  return [region, { certificateArn, ...held, importedAt: clock.now() }];
}

/**
 * The ARN to import onto; undefined for a first import. What we were about to delete may be gone: then it is one again. Its tags
 * say whose it is, before each import: its owner may have handed it to another certificate since the last one.
 */
async function findKnown(
  region: string,
  { certificatePem: newPem }: CertificateFiles,
  { definition, claim, deadline }: Omit<InstallJob, 'certificate'>,
  importer: CertificateImporter,
): Promise<string | undefined> {
  const { certificateName } = definition;
  const own = ownValue(claim.state.installations, region);
  const given = existingArnIn(region, definition);
  const certificateArn = own?.certificateArn ?? given;
  if (certificateArn === undefined) return undefined;
  const existing = await importer.readExisting(certificateArn, certificateName, region, deadline);
  if (!existing && given === undefined && own?.released?.destroys) return undefined;
  if (own) judgeOwn(certificateArn, existing, certificateName);
  else judgeExisting(certificateArn, existing, definition);
  if (!existing) {
    // A deleted ARN has no tag: IAM would answer the import with "denied".
    throw arnGone(
      certificateArn,
      `The certificate ${certificateName} was not imported onto ${certificateArn}`,
      'It is issued and stored; what ACM holds stays as it is.',
    );
  }
  checkReimport({ heldPem: existing.leafPem, newPem, certificateArn });
  return certificateArn;
}

/** One failure as it is; of several the first that needs a person, with the messages of all. */
function summarize(failures: RenewerError[]): RenewerError | undefined {
  const first = failures.find(({ disposition }) => disposition === 'person') ?? failures[0];
  if (!first || failures.length === 1) return first;
  const { code, disposition, retryAt, subject } = first;
  const message = failures.map(factsOf).join(' Also: ');
  const advice = [...new Set(failures.flatMap((failure) => failure.advice ?? []))].join(' ') || undefined;
  return new RenewerError({ code, disposition, retryAt, subject, message, advice, cause: first });
}
