/** A certificate for a TLS listener on loopback, valid since an hour ago, under a CA that signs nothing else. */
import { issueTestCertificate } from '../certificates.ts';

export type ListenerCertificate = {
  /** The listener sends this: the leaf, then its issuer. */
  certificatePem: string;
  privateKeyPem: string;
  /** Clients must trust this. */
  caCertificatePem: string;
};

const HOUR_MS = 60 * 60_000;

export async function issueListenerCertificate(): Promise<ListenerCertificate> {
  const { pem, privateKeyPem, chainPems } = await issueTestCertificate({
    domainNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    notBefore: new Date(Date.now() - HOUR_MS),
  });
  const [, caCertificatePem] = chainPems;
  return { certificatePem: pem, privateKeyPem, caCertificatePem };
}
