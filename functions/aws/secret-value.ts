/**
 * What the secret of a certificate holds: a JSON object of PEM texts. `tls.crt` and `tls.key` are the names that Kubernetes has for
 * them; the others are without a dot, which some readers take for a path (ECS, the CSI driver's `jmesPath`). Pure.
 */
import { pemFiles } from '../engine/certificate/pem-files.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CertificateFiles } from '../engine/ports/store.ts';

/** Secrets Manager takes no longer value, in bytes. */
const MAX_BYTES = 65_536;

/** @throws RenewerError `store-failed` for a certificate that is too long: a hundred names of the longest kind are. */
export function secretValue(files: CertificateFiles, secretName: string): string {
  const texts = Object.fromEntries(pemFiles(files));
  const value = JSON.stringify({
    'tls.crt': texts['fullchain.pem'],
    'tls.key': texts['privkey.pem'],
    certificate: texts['cert.pem'],
    chain: texts['chain.pem'],
    fullchain: texts['fullchain.pem'],
    privateKey: texts['privkey.pem'],
  });
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_BYTES) return value;
  throw new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: secretName,
    message: `The certificate does not fit into the secret ${secretName}: with key and chain it has ${bytes} bytes there, and Secrets Manager takes ${MAX_BYTES}. It is issued and stored in S3.`,
    advice: 'Give it fewer or shorter names, or take storeInSecretsManager away and read it from S3.',
  });
}
