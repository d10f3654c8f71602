/**
 * The chain that a certificate is served with (RFC 8555 §7.4.2): the CA's own choice, or one that ends at the root that
 * the definition prefers. If another chain cannot be used, the certificate is still stored.
 */
import { X509Certificate } from 'node:crypto';
import { checkCertificate } from '../certificate/check-certificate.ts';
import { splitPemCertificates } from '../certificate/pem.ts';
import { deadlineWithin } from '../deadline.ts';
import { printable } from '../errors.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';
import type { ArchivedKey, IssuanceJob } from './issuance-job.ts';

export type DownloadPorts = {
  acme: Pick<AcmeServer, 'downloadCertificate' | 'downloadAlternates'>;
  clock: Clock;
  events: EventSink;
};

/** Bounds the download of the other chains. */
const LONGEST_MS = 10_000;

/** The certificate with the preferred chain. If the CA does not offer it: with the default chain, and a warning. */
export async function downloadChain(
  orderUrl: string,
  key: ArchivedKey,
  job: IssuanceJob,
  { acme, clock, events }: DownloadPorts,
): Promise<string> {
  const { definition, deadline } = job;
  const { preferredChain, certificateName } = definition;
  const byDefault = await acme.downloadCertificate(orderUrl, deadline);
  if (preferredChain === undefined || rootOf(byDefault) === preferredChain) return byDefault;
  const bounded = deadlineWithin(deadline, LONGEST_MS, clock);
  const alternates = await acme.downloadAlternates(orderUrl, bounded);
  const usable = alternates.filter((pem) => isInOrder(pem, key, job, clock.now()));
  const chosen = usable.find((pem) => rootOf(pem) === preferredChain);
  if (chosen !== undefined) return chosen;
  const offered = [byDefault, ...usable].map((pem) => `"${rootOf(pem) ?? 'none'}"`);
  events.emit({
    event: 'warning',
    subject: certificateName,
    message: `The CA offers no chain that ends at "${preferredChain}", only at ${[...new Set(offered)].join(', ')}: its default chain is used.`,
  });
  return byDefault;
}

/** The common name of the root above the last certificate; undefined when it cannot be read. */
export function rootOf(pem: string): string | undefined {
  try {
    const { issuer } = new X509Certificate(splitPemCertificates(pem).at(-1) ?? '');
    const [, commonName] = /^CN=(.+)$/m.exec(issuer) ?? [];
    return commonName && printable(commonName, 100);
  } catch {
    return undefined;
  }
}

function isInOrder(
  pem: string,
  { privateKeyPem }: ArchivedKey,
  { definition: { domainNames, keyAlgorithm } }: IssuanceJob,
  now: Date,
): boolean {
  try {
    checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now });
    return true;
  } catch {
    return false;
  }
}
