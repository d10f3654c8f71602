/**
 * ACM's rules for importing onto an ARN that holds a certificate, applied before ACM is asked: ACM has no rollback, and
 * the emulators know none of these rules. The rules and their two exceptions are in ACM's user guide, "Reimport a
 * certificate"; that an extension cannot be added is in its "Prerequisites for importing".
 * Pure; the certificates themselves were judged before.
 */
import { X509Certificate } from 'node:crypto';
import { type CertificateFacts, readCertificateFacts } from '../certificate/certificate-facts.ts';
import { printable, RenewerError } from '../errors.ts';

export type ReimportRequest = {
  /** The leaf that the ARN holds now, as ACM gives it. */
  heldPem: string;
  /** The leaf to be imported. */
  newPem: string;
  /** The ARN, for the message. @default - 'its ARN' */
  certificateArn?: string | undefined;
};

/** Says what it forbids; undefined where it allows the import. */
type Rule = (held: CertificateFacts, next: CertificateFacts) => string | undefined;

const RULES: readonly Rule[] = [keepsKeyAlgorithm, keepsKeyUsage, keepsExtendedKeyUsage, keepsSomeDomainName];

/** What each broken rule forbids; empty where ACM takes `next` on the ARN that holds `held`. */
export function brokenRules(held: CertificateFacts, next: CertificateFacts): string[] {
  return RULES.flatMap((rule) => rule(held, next) ?? []);
}

/**
 * Returns when ACM takes the new certificate on the ARN.
 * @throws RenewerError `import-incompatible` (for a person) with every broken rule; `import-failed` when what the
 *   ARN is said to hold is no certificate.
 */
export function checkReimport({ heldPem, newPem, certificateArn }: ReimportRequest): void {
  const held = readFacts(heldPem, 'the certificate that it holds', certificateArn);
  const next = readFacts(newPem, 'the new certificate', certificateArn);
  const broken = brokenRules(held, next);
  if (broken.length === 0) return;
  throw new RenewerError({
    code: 'import-incompatible',
    disposition: 'person',
    subject: certificateArn,
    message:
      `ACM would refuse the new certificate on ${certificateArn ?? 'its ARN'}: ${broken.join(' ')} ` +
      'The ARN keeps the certificate that it holds.',
    advice:
      'Either go back to the keyAlgorithm, profile and names that certificate has, or give the new one another ' +
      'certificateName, which brings a new ARN.',
  });
}

function keepsKeyAlgorithm(held: CertificateFacts, next: CertificateFacts): string | undefined {
  if (held.keyAlgorithm === next.keyAlgorithm) return undefined;
  return (
    'The key type and size cannot be changed: ' +
    `the ARN holds ${held.keyAlgorithm}, the new certificate has ${next.keyAlgorithm}.`
  );
}

function keepsKeyUsage(held: CertificateFacts, next: CertificateFacts): string | undefined {
  const removable = held.keyAlgorithm.startsWith('EC_') ? ['keyEncipherment'] : [];
  return keepsUsages('Key Usage', held.keyUsage, next.keyUsage, removable);
}

function keepsExtendedKeyUsage(held: CertificateFacts, next: CertificateFacts): string | undefined {
  return keepsUsages('Extended Key Usage', held.extendedKeyUsage, next.extendedKeyUsage, ['clientAuth']);
}

function keepsUsages(
  extension: string,
  held: string[],
  next: string[],
  removable: string[],
): string | undefined {
  if (held.length === 0 && next.length > 0) {
    return `${extension} cannot be added: the certificate that the ARN holds lacks this extension.`;
  }
  const removed = held.filter((value) => !next.includes(value) && !removable.includes(value));
  if (removed.length === 0) return undefined;
  return (
    `${extension} values may be added but not removed: the ARN holds ${held.join(', ')}, ` +
    `the new certificate has ${next.join(', ') || 'none'} and so lacks ${removed.join(', ')}.`
  );
}

function keepsSomeDomainName(held: CertificateFacts, next: CertificateFacts): string | undefined {
  const kept = held.domainNames.some((name) => next.domainNames.includes(name));
  if (kept || held.domainNames.length === 0) return undefined;
  return (
    'Not all domain names can be removed at once: ' +
    `the ARN holds ${printable(held.domainNames.join(', '))}, ` +
    `the new certificate has ${printable(next.domainNames.join(', ')) || 'none'}.`
  );
}

function readFacts(pem: string, which: string, certificateArn: string | undefined): CertificateFacts {
  try {
    return readCertificateFacts(new X509Certificate(pem));
  } catch (cause) {
    throw new RenewerError({
      code: 'import-failed',
      disposition: 'next-run',
      subject: certificateArn,
      message:
        `Nothing was imported onto ${certificateArn ?? 'the ARN'}: ${which} cannot be read as X.509, so the two ` +
        'cannot be compared.',
      advice: 'The next run tries again.',
      cause,
    });
  }
}
