/**
 * Brings the live version into the certificate's secret, where it is not there yet or where somebody else has written another
 * version since. What readers get is read back before it counts as installed.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import { orderHash } from '../config/definition-hash.ts';
import { DOCS_URL } from '../config/docs-url.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateFiles, SecretTarget, StoredCertificate } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { isHeld } from '../renewal/is-held.ts';
import type { StoredSecret } from '../renewal/state.ts';

export type SecretPorts = { secrets: SecretTarget; clock: Clock; events: EventSink };

export type SecretJob = {
  definition: CertificateDefinition;
  /** The live version. */
  certificate: StoredCertificate;
  /** What the state says that the secret holds. */
  known: StoredSecret | undefined;
  readFiles(): Promise<CertificateFiles>;
  deadline: Deadline;
};

/** What was written, for the state; undefined where nothing had to be. */
export async function installSecret(job: SecretJob, ports: SecretPorts): Promise<StoredSecret | undefined> {
  const { definition, certificate, readFiles, deadline } = job;
  if (!definition.storeInSecretsManager || !(await isMissing(job, ports))) return undefined;
  const { certificateName, tags } = definition;
  const files = await readFiles();
  const written = await ports.secrets.writeSecret({ certificateName, files, tags }, deadline);
  const { serial, sha256, notAfter } = certificate;
  return {
    ...written,
    serial,
    ...(sha256 && { sha256 }),
    notAfter,
    orderHash: orderHash(certificate),
    writtenAt: ports.clock.now(),
  };
}

async function isMissing(
  { definition: { certificateName }, certificate, known, deadline }: SecretJob,
  { secrets, events }: SecretPorts,
): Promise<boolean> {
  if (!known || !isHeld(certificate, known)) return true;
  // Where Secrets Manager does not answer, it is compared at the next check.
  const current = await secrets
    .readVersionId(certificateName, deadline)
    .then((versionId) => ({ versionId }))
    .catch(() => undefined);
  if (!current || current.versionId === known.versionId) return false;
  events.emit({ event: 'warning', subject: known.secretArn, message: changedWords(current.versionId) });
  return true;
}

function changedWords(versionId: string | undefined): string {
  const what =
    versionId === undefined
      ? 'This secret was deleted, or lost our tags'
      : 'This secret holds another value than the one that was written';
  return (
    `${what}: somebody or something else did it. The certificate is written again now. CloudTrail tells who it was; if it ` +
    `was not one of you: ${DOCS_URL}/security.md#incident-steps.`
  );
}
