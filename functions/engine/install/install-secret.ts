/**
 * Brings the live version into the certificate's secret, where it is not there. What readers get is read back before it counts as installed.
 */

import type { CertificateDefinition } from '../config/definition.ts';
import { orderHash } from '../config/definition-hash.ts';
import type { CertificateFiles, SecretTarget, StoredCertificate } from '../ports/store.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { StoredSecret } from '../renewal/state.ts';

export type SecretPorts = { secrets: Pick<SecretTarget, 'writeSecret'>; clock: Clock };

export type SecretJob = {
  definition: CertificateDefinition;
  /** The live version. */
  certificate: StoredCertificate;
  /** It holds the live version, by the state and by Secrets Manager. */
  isWritten: boolean;
  readFiles(): Promise<CertificateFiles>;
  deadline: Deadline;
};

/** What was written, for the state; undefined where nothing had to be. */
export async function installSecret(job: SecretJob, ports: SecretPorts): Promise<StoredSecret | undefined> {
  const { definition, certificate, isWritten, readFiles, deadline } = job;
  if (!definition.storeInSecretsManager || isWritten) return undefined;
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
