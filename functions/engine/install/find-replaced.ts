/**
 * Compares what the targets hold with what we have installed. Whoever may import onto an ARN of ours or write our secret, or has
 * taken over a role that may, can put another certificate on live listeners: the next check finds it, tells it, and ours is
 * installed again.
 */
import { leafDigest } from '../certificate/leaf-digest.ts';
import { DOCS_URL } from '../config/docs-url.ts';
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateImporter, SecretTarget, StoredCertificate } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import type { Installation, StoredSecret } from '../renewal/state.ts';

type Ports = {
  importer: Pick<CertificateImporter, 'readCertificate'>;
  secrets: Pick<SecretTarget, 'readVersionId'>;
  events: EventSink;
};

/** What the state says is installed. */
type Known = {
  certificateName: string;
  certificate: Pick<StoredCertificate, 'sha256'>;
  installations: Record<string, Installation>;
  regions: readonly string[];
  /** @default - the certificate has none, or it does not hold the live version */
  secret?: Pick<StoredSecret, 'secretArn' | 'versionId'> | undefined;
};

/** `told`: what to say of one of them. */
export type Replaced = { regions: string[]; isSecretReplaced: boolean; told?: RenewerError | undefined };

/**
 * The regions whose ARN holds another certificate than ours by now, and whether the secret has another value. An ARN that is gone is
 * not among them, and nothing is compared with a certificate of an earlier release, which wrote no hash.
 */
export async function findReplaced(known: Known, ports: Ports, deadline: Deadline): Promise<Replaced> {
  const [regions, secret] = await Promise.all([
    Promise.all(known.regions.map((region) => overwrittenIn(region, known, ports, deadline))),
    changedSecret(known, ports, deadline),
  ]);
  const replaced = regions.flatMap((one) => one ?? []);
  const all = [...replaced.map(({ told }) => told), ...(secret ? [secret] : [])];
  for (const { subject = '', message } of all) ports.events.emit({ event: 'warning', subject, message });
  return {
    regions: replaced.map(({ region }) => region),
    isSecretReplaced: secret !== undefined,
    told: all[0],
  };
}

async function overwrittenIn(
  region: string,
  { certificateName, certificate: { sha256 }, installations }: Known,
  { importer }: Ports,
  deadline: Deadline,
): Promise<{ region: string; told: RenewerError } | undefined> {
  const certificateArn = ownValue(installations, region)?.certificateArn;
  if (sha256 === undefined || certificateArn === undefined) return undefined;
  // A region that does not answer is compared at the next check.
  const heldPem = await importer.readCertificate(certificateArn, region, deadline).catch(() => undefined);
  if (heldPem === undefined || leafDigest(heldPem) === sha256) return undefined;
  return { region, told: overwritten(certificateName, certificateArn, region) };
}

async function changedSecret(
  { certificateName, secret }: Known,
  { secrets }: Ports,
  deadline: Deadline,
): Promise<RenewerError | undefined> {
  if (!secret) return undefined;
  // Where Secrets Manager does not answer, it is compared at the next check.
  const current = await secrets
    .readVersionId(certificateName, deadline)
    .then((versionId) => ({ versionId }))
    .catch(() => undefined);
  if (!current || current.versionId === secret.versionId) return undefined;
  return secretOverwritten(certificateName, secret.secretArn, current.versionId === undefined);
}

function overwritten(certificateName: string, certificateArn: string, region: string): RenewerError {
  return new RenewerError({
    code: 'import-overwritten',
    disposition: 'person',
    subject: certificateArn,
    message:
      `ACM in ${region} held another certificate on ${certificateArn} than the one of ${certificateName} that was imported: ` +
      'somebody or something else imported it, and whatever uses this ARN served it. Ours is imported again now.',
    advice:
      'CloudTrail tells who it was (event ImportCertificate). If it was none of you: ' +
      `${DOCS_URL}/security.md#incident-steps`,
  });
}

function secretOverwritten(certificateName: string, secretArn: string, isGone: boolean): RenewerError {
  const seen = isGone
    ? 'was deleted, or lost our tags: somebody or something else did it'
    : 'held another value than the one that was written: somebody or something else wrote it, and whatever reads it got that';
  return new RenewerError({
    code: 'import-overwritten',
    disposition: 'person',
    subject: secretArn,
    message: `The secret ${secretArn} of ${certificateName} ${seen}. The certificate is written again now.`,
    advice: `CloudTrail tells who it was (events PutSecretValue, UpdateSecret, DeleteSecret). If it was none of you: ${DOCS_URL}/security.md#incident-steps`,
  });
}
