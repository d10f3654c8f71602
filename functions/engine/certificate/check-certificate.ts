/**
 * Judges what the CA sent before anything is stored: it must be the certificate that was asked for, complete, valid
 * now and acceptable to ACM. All faults are told at once. Pure: the caller passes the time.
 */
import { X509Certificate } from 'node:crypto';
import { RenewerError } from '../errors.ts';
import type { CertificateFiles } from '../ports/store.ts';
import { certIdOf } from './cert-id.ts';
import { readCertificateFacts } from './certificate-facts.ts';
import { findCertificateFaults, type ReceivedCertificate } from './certificate-faults.ts';
import { digestOf } from './leaf-digest.ts';
import { splitPemCertificates } from './pem.ts';

export type CheckedCertificate = {
  /** Encoded anew from the DER, so that nothing else of the CA's text is stored. */
  files: CertificateFiles;
  facts: {
    /** Lower-case hexadecimal without colons. */
    serial: string;
    /** Of its DER: lower-case hexadecimal. */
    sha256: string;
    /** In the order they were asked for. */
    domainNames: string[];
    notBefore: Date;
    notAfter: Date;
    certId: string | undefined;
    /** X.509 names: `digitalSignature`, `keyEncipherment`, … */
    keyUsage: string[];
  };
  /** Names in it beside those that were asked for, in words. */
  extraNames: string[];
};

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * The certificate in files, and its facts.
 * @throws RenewerError `acme-unavailable` with every fault: value seen, value expected. When the one fault is a
 *   validity that has not begun, the disposition is `not-before` and `retryAt` its begin (a day ahead at most).
 *   `names-missing` when it is ours and in order, but lacks names.
 */
export function checkCertificate(received: ReceivedCertificate): CheckedCertificate {
  const [leafPem, ...chainPems] = splitPemCertificates(received.pem);
  try {
    const leaf = new X509Certificate(leafPem);
    const chain = chainPems.map((pem) => new X509Certificate(pem));
    const { faults, missing, extra } = findCertificateFaults(leaf, chain, received);
    const notYetValid = describeNotYetValid(leaf, received.now);
    if (faults.length > 0) {
      const lacks = missing.length > 0 ? [`it lacks the requested ${missing.join(', ')}`] : [];
      throw unusable([...faults, ...lacks, ...(notYetValid ? [notYetValid] : [])], received);
    }
    if (missing.length > 0) throw namesMissing(missing, received);
    if (notYetValid) throw notValidYet(notYetValid, leaf, received);
    return {
      files: {
        privateKeyPem: received.privateKeyPem,
        certificatePem: leaf.toString(),
        chainPem: chain.map(String).join(''),
      },
      facts: {
        serial: leaf.serialNumber.toLowerCase(),
        sha256: digestOf(leaf),
        domainNames: [...received.domainNames],
        notBefore: leaf.validFromDate,
        notAfter: leaf.validToDate,
        certId: certIdOf(leaf),
        keyUsage: readCertificateFacts(leaf).keyUsage,
      },
      extraNames: extra,
    };
  } catch (thrown) {
    if (thrown instanceof RenewerError) throw thrown;
    throw unusable(['it is in PEM form, but cannot be read as X.509'], received, thrown);
  }
}

function describeNotYetValid({ validFromDate }: X509Certificate, now: Date): string | undefined {
  if (validFromDate <= now) return undefined;
  return `it is not valid before ${validFromDate.toISOString()}, now is ${now.toISOString()}`;
}

/** It is not stored even seconds early: readers of the store would serve it at once, and ACM refuses it. */
function notValidYet(fault: string, leaf: X509Certificate, received: ReceivedCertificate): RenewerError {
  const { now, domainNames } = received;
  const waitMs = Math.min(leaf.validFromDate.getTime() - now.getTime(), LONGEST_WAIT_MS);
  return new RenewerError({
    code: 'acme-unavailable',
    disposition: 'not-before',
    retryAt: new Date(now.getTime() + waitMs),
    subject: domainNames[0],
    message:
      `The certificate that the CA sent for ${domainNames[0]} is in order, but ${fault}: the CA's clock is ahead ` +
      'of ours. Nothing was stored.',
    adviceToCaller: 'Run this again after that time.',
    next: 'The live certificate stays; a run after that time takes this one.',
  });
}

function namesMissing(missing: string[], { domainNames }: ReceivedCertificate): RenewerError {
  return new RenewerError({
    code: 'names-missing',
    disposition: 'person',
    subject: missing.join(', '),
    message:
      `The certificate that the CA issued for ${domainNames[0]} lacks ${missing.join(', ')}, although the order was for ` +
      'it. Nothing was stored.',
    advice: 'Ask the CA why, or take the name out of the certificate.',
    next: 'The live certificate stays.',
  });
}

function unusable(faults: string[], { domainNames }: ReceivedCertificate, cause?: unknown): RenewerError {
  return new RenewerError({
    code: 'acme-unavailable',
    disposition: 'next-run',
    subject: domainNames[0],
    message:
      `The certificate that the CA sent for ${domainNames[0]} cannot be used: ${faults.join('; ')}. ` +
      'Nothing was stored.',
    next: 'The live certificate stays; the next run asks the CA again.',
    cause,
  });
}
