/**
 * Checks the certificate of a valid order, completes the archive version, moves the pointer, and only then calls it the
 * live one. A later run may do all of it again: an archived version is not written anew.
 */
import { checkCertificate } from '../certificate/check-certificate.ts';
import { endsAtKnownRoot } from '../certificate/known-root.ts';
import { TRUSTED_AUTHORITIES } from '../config/defaults.ts';
import { listed } from '../errors.ts';
import type { EventSink } from '../ports/events.ts';
import type { CertificateStore, StoredCertificate } from '../ports/store.ts';
import type { Clock } from '../ports/time.ts';
import { forgetMisses } from './extra-wait.ts';
import type { ArchivedKey, IssuanceJob } from './issuance-job.ts';
import { rootOf } from './preferred-chain.ts';

export type StorePorts = {
  store: Pick<CertificateStore, 'publish'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
  /** The root certificates that this Node trusts, one PEM each. Read only where a public CA has issued. */
  readRoots(): readonly string[];
};

/** @param pem the chain as the CA sent it. */
export async function storeCertificate(
  pem: string,
  { version, privateKeyPem }: ArchivedKey,
  { definition, claim, deadline, steps }: IssuanceJob,
  { store, clock, events, readRoots }: StorePorts,
): Promise<StoredCertificate> {
  const { certificateName, domainNames, keyAlgorithm, certificateAuthority, profile } = definition;
  steps.enter('store');
  const now = clock.now();
  const { files, facts, extraNames } = checkCertificate({
    pem,
    privateKeyPem,
    domainNames,
    keyAlgorithm,
    now,
  });
  if (extraNames.length > 0) events.emit(hasExtraNames(certificateName, extraNames));
  if (TRUSTED_AUTHORITIES.includes(certificateAuthority) && !endsAtKnownRoot(pem, readRoots())) {
    events.emit(hasUnknownRoot(certificateName, certificateAuthority, pem));
  }
  const { serial, notAfter } = facts;
  events.emit({ event: 'certificate-issued', serial, notAfter: notAfter.toISOString(), domainNames });
  const certificate = { ...facts, version, keyAlgorithm, certificateAuthority, profile };
  await store.publish(certificateName, certificate, files, deadline);
  const over = { order: undefined, misses: forgetMisses(claim.state.misses), namesMissing: undefined };
  await claim.write({ certificate, ...over }, deadline);
  events.emit({ event: 'certificate-stored', version });
  return certificate;
}

function hasExtraNames(certificateName: string, extraNames: string[]) {
  return {
    event: 'warning' as const,
    subject: certificateName,
    message: `The CA put names into the certificate that were not asked for: ${listed(extraNames, MOST_SHOWN)}. The certificate is taken: those that were asked for are in it.`,
  };
}

/** A warning only: a CA may have a root that is younger than this Node, and its certificate is better than none. */
function hasUnknownRoot(certificateName: string, certificateAuthority: string, pem: string) {
  return {
    event: 'warning' as const,
    subject: certificateName,
    message:
      `The chain that ${new URL(certificateAuthority).host} sent ends at "${rootOf(pem) ?? 'none'}", which is none of the roots ` +
      'that this version of Node knows: others may not trust it either. The certificate is taken. If the CA has announced this ' +
      'root, a newer release of the renewer ends the warning; if not, ask the CA, and name another root in preferredChain.',
  };
}

const MOST_SHOWN = 5;
