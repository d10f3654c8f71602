/** Judges what a server is about to install: key, leaf, chain, names, validity and CA. Pure. */
import { X509Certificate } from 'node:crypto';
import { findCertificateFaults } from '../../functions/engine/certificate/certificate-faults.ts';
import { splitPemCertificates } from '../../functions/engine/certificate/pem.ts';
import { CERTIFICATE_AUTHORITIES } from '../../functions/engine/config/defaults.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import type { CertificateFiles, LiveCertificate } from '../../functions/engine/ports/store.ts';

export type Judged = { files: CertificateFiles; notAfter: Date };

export type JudgeOptions = { certificateName: string; now: Date; allowStaging: boolean };

/** @throws RenewerError `store-failed` with every fault. */
export function judge(live: LiveCertificate, options: JudgeOptions): Judged {
  const parts = partsOf(live.bundlePem);
  if (!parts) throw unusable(['its bundle.pem is not a private key with certificates behind it'], options);
  const { privateKeyPem, leaf, chain } = parts;
  const { faults, missing } = findCertificateFaults(leaf, chain, {
    pem: '',
    privateKeyPem,
    domainNames: live.domainNames,
    keyAlgorithm: 'any',
    now: options.now,
  });
  if (missing.length > 0) faults.push(`it lacks ${missing.join(', ')}, which the pointer names`);
  if (leaf.validFromDate > options.now) {
    faults.push(
      `it is not valid before ${leaf.validFromDate.toISOString()}; this machine's clock says ${options.now.toISOString()}`,
    );
  }
  if (!options.allowStaging && isStaging(live, leaf)) {
    faults.push('it is of a staging CA, which no client trusts (--allow-staging takes it nevertheless)');
  }
  if (faults.length > 0) throw unusable(faults, options);
  const files = {
    privateKeyPem,
    certificatePem: leaf.toString(),
    chainPem: chain.map(String).join(''),
  };
  return { files, notAfter: leaf.validToDate };
}

/** Of the leaf in it: lower-case hexadecimal; undefined where there is none. */
export function serialIn(bundlePem: string): string | undefined {
  return partsOf(bundlePem)?.leaf.serialNumber.toLowerCase();
}

const BEGIN_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
/** As the renewer writes keys: PKCS#8, and nothing around it. */
const PRIVATE_KEY = /^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PRIVATE KEY-----\n$/;

function partsOf(bundlePem: string) {
  const begin = bundlePem.indexOf(BEGIN_CERTIFICATE);
  const privateKeyPem = bundlePem.slice(0, Math.max(0, begin));
  if (!PRIVATE_KEY.test(privateKeyPem)) return undefined;
  try {
    const [leaf, ...chain] = splitPemCertificates(bundlePem.slice(begin));
    return {
      privateKeyPem,
      leaf: new X509Certificate(leaf),
      chain: chain.map((pem) => new X509Certificate(pem)),
    };
  } catch {
    return undefined;
  }
}

/** By the CA's address; a pointer of an earlier release has none, and Let's Encrypt marks its names. */
function isStaging({ certificateAuthority }: LiveCertificate, { issuer }: X509Certificate): boolean {
  return STAGING.includes(certificateAuthority ?? '') || issuer.includes('(STAGING)');
}

const STAGING = Object.entries(CERTIFICATE_AUTHORITIES).flatMap(([name, url]) =>
  name.endsWith('-staging') ? [url] : [],
);

function unusable(faults: readonly string[], { certificateName }: JudgeOptions): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: certificateName,
    message: `What is live of ${certificateName} in the bucket was not installed: ${faults.join('; ')}.`,
    advice: 'What is installed here stays. Where the renewer is operated, `dnscale-certs status` says more.',
  });
}
