/**
 * From a validated order to the live certificate (RFC 8555 §7.4): finalize, download, check, store. Every part may be
 * done again by a later run: an order that was finalized is only read, a version that is archived is not written anew.
 */

import { type CheckedCertificate, checkCertificate } from '../certificate/check-certificate.ts';
import { RenewerError } from '../errors.ts';
import type { Order } from '../ports/acme.ts';
import type { StoredCertificate } from '../ports/store.ts';
import { fetchAuthorizations, orderInvalid } from './challenges.ts';
import type { ArchivedKey, IssuanceJob, IssuancePorts } from './issue-certificate.ts';
import { countIssuance, withoutIssuance } from './own-limits.ts';
import { pollOrder } from './poll-order.ts';
import { downloadChain } from './preferred-chain.ts';

/** The certificate as the CA sent it, with the chain that is preferred. */
export async function finalizeOrder(
  order: Order,
  key: ArchivedKey,
  job: IssuanceJob,
  ports: IssuancePorts,
): Promise<string> {
  const { acme } = ports;
  const { deadline } = job;
  // An order that was resumed may have been finalized by the run that was killed.
  if (order.status === 'pending' || order.status === 'ready') {
    const csr = await csrOf(key, job, ports);
    await noteIssuance(key, job, ports);
    await acme
      .finalizeOrder(order.url, csr, deadline)
      .catch((thrown) => giveUpIfRefused(thrown, order.url, key, job, ports));
  }
  const seen = await pollOrder(order.url, ['ready', 'processing'], { ...ports, deadline });
  if (seen.status === 'valid') return downloadChain(order.url, key, job, ports);
  throw await orderInvalid(seen, await fetchAuthorizations(seen, acme, deadline), acme, deadline);
}

/**
 * A CA that takes neither this key nor this CSR will not take them later: another try needs an order of its own. One that
 * went on with the order all the same is not believed; what it did not certify is not counted.
 */
async function giveUpIfRefused(
  thrown: unknown,
  url: string,
  { version }: ArchivedKey,
  { claim, deadline }: IssuanceJob,
  { acme }: IssuancePorts,
): Promise<void> {
  if (!(thrown instanceof RenewerError) || thrown.code !== 'unexpected') throw thrown;
  const { status } = await acme.getOrder(url, deadline);
  if (status !== 'ready') return;
  const issuances = withoutIssuance(claim.state.issuances, version);
  await claim.write({ order: undefined, issuances }, deadline);
  throw thrown;
}

/** The journal of an earlier release has none. */
async function csrOf(
  { privateKeyPem, journal }: ArchivedKey,
  { definition }: IssuanceJob,
  { createCsr }: IssuancePorts,
): Promise<Uint8Array> {
  if (journal.csr !== undefined) return Buffer.from(journal.csr, 'base64url');
  return createCsr(privateKeyPem, definition.domainNames);
}

async function noteIssuance(
  { version, journal }: ArchivedKey,
  { definition, claim, deadline }: IssuanceJob,
  { clock }: IssuancePorts,
): Promise<void> {
  const { issuances } = claim.state;
  if (issuances?.[version]) return;
  const { domainNames } = definition;
  const issuance = { at: clock.now(), domainNames, exempt: journal.exempt ?? false };
  await claim.write({ issuances: countIssuance(issuances, version, issuance) }, deadline);
}

export type Download = {
  /** As the CA sent it. */
  pem: string;
  /** An earlier run was there already: what is of no use twice will be of no use again. */
  isSecondDownload: boolean;
};

/** Checks what the CA sent, completes the archive version, moves the pointer, and only then calls it the live one. */
export async function storeCertificate(
  download: Download,
  key: ArchivedKey,
  job: IssuanceJob,
  { store, clock, events }: IssuancePorts,
): Promise<StoredCertificate> {
  const { definition, claim, deadline } = job;
  const { certificateName, domainNames, keyAlgorithm, certificateAuthority, profile } = definition;
  const { version } = key;
  const { files, facts } = await check(download, key, job, clock.now());
  const { serial, notAfter } = facts;
  events.emit({ event: 'certificate-issued', serial, notAfter: notAfter.toISOString(), domainNames });
  const certificate = { ...facts, version, keyAlgorithm, certificateAuthority, profile };
  await store.publish(certificateName, certificate, files, deadline);
  await claim.write({ certificate, order: undefined, misses: undefined }, deadline);
  events.emit({ event: 'certificate-stored', version });
  return certificate;
}

async function check(
  { pem, isSecondDownload }: Download,
  { privateKeyPem }: ArchivedKey,
  { definition, claim, deadline }: IssuanceJob,
  now: Date,
): Promise<CheckedCertificate> {
  const { domainNames, keyAlgorithm } = definition;
  try {
    return checkCertificate({ pem, privateKeyPem, domainNames, keyAlgorithm, now });
  } catch (thrown) {
    const isUseless = thrown instanceof RenewerError && thrown.disposition !== 'not-before';
    if (isSecondDownload && isUseless) await claim.write({ order: undefined }, deadline);
    throw thrown;
  }
}
