/**
 * The settings with which ministack evaluates IAM: every Lambda then has a session of its own role and may do only what
 * that allows. TLS is needed too, because the policies of our bucket and of CDK's deny plain http. As root, ministack
 * with TLS also listens on 127.0.0.1:443 when that is free; no setting prevents it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueListenerCertificate } from './listener-certificate.ts';

export type Authorization = {
  /** For ministack and, through it, for every Lambda. */
  environment: Record<string, string>;
  /** Its listener's CA, for clients in this process. */
  caCertificatePem: string;
  /** That CA and those of `trustedCaPath` in one file, for NODE_EXTRA_CA_CERTS, which takes only one. */
  caCertificatesPath: string;
  /** What sessions of roles were allowed, a line each (start-ministack.py). Nobody makes it before the first. */
  allowedCallsPath: string;
};

/** Writes the files into `folder`. */
export async function prepareAuthorization(
  folder: string,
  trustedCaPath: string | undefined,
): Promise<Authorization> {
  const { certificatePem, privateKeyPem, caCertificatePem } = await issueListenerCertificate();
  const trusted = trustedCaPath === undefined ? '' : await readFile(trustedCaPath, 'utf8');
  const certificatePath = join(folder, 'certificate.pem');
  const keyPath = join(folder, 'key.pem');
  const caCertificatesPath = join(folder, 'ca.pem');
  const allowedCallsPath = join(folder, 'allowed-calls.jsonl');
  await Promise.all([
    writeFile(certificatePath, certificatePem),
    writeFile(keyPath, privateKeyPem, { mode: 0o600 }),
    writeFile(caCertificatesPath, caCertificatePem + trusted),
  ]);
  const environment = {
    AUTH: 'true',
    USE_SSL: '1',
    MINISTACK_SSL_CERT: certificatePath,
    MINISTACK_SSL_KEY: keyPath,
    NODE_EXTRA_CA_CERTS: caCertificatesPath,
    ALLOWED_CALLS_FILE: allowedCallsPath,
  };
  return { environment, caCertificatePem, caCertificatesPath, allowedCallsPath };
}
