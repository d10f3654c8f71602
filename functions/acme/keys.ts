/** Makes private keys; others store them, and nothing logs them. All are PKCS#8 PEM: acme-client reads nothing else. */
import { createPrivateKey, generateKeyPair, generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyAlgorithm } from '../engine/config/definition.ts';
import { RenewerError } from '../engine/errors.ts';
import { isUsableAccountKey, privateKeyIn } from '../engine/secrets/account-key-value.ts';

const PKCS8_PEM = { type: 'pkcs8', format: 'pem' } as const;

const generate = promisify(generateKeyPair);

/** A new P-256 key for an ACME account. */
export function createAccountKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PKCS8_PEM).toString();
}

/** A new key for a certificate. RSA takes up to some seconds, in the thread pool. */
export async function createCertificateKey(keyAlgorithm: KeyAlgorithm): Promise<string> {
  const { privateKey } = await generatePair(keyAlgorithm);
  return privateKey.export(PKCS8_PEM).toString();
}

function generatePair(keyAlgorithm: KeyAlgorithm) {
  switch (keyAlgorithm) {
    case 'EC_PRIME256V1':
      return generate('ec', { namedCurve: 'P-256' });
    case 'EC_SECP384R1':
      return generate('ec', { namedCurve: 'P-384' });
    case 'RSA_2048':
      return generate('rsa', { modulusLength: 2048 });
    case 'RSA_3072':
      return generate('rsa', { modulusLength: 3072 });
    case 'RSA_4096':
      return generate('rsa', { modulusLength: 4096 });
  }
}

/**
 * The account's key in PKCS#8 PEM, from whatever form of PEM a person stored it in: acme-client signs with any key, and
 * names curves wrongly that it does not know.
 * @throws RenewerError `acme-account` for anything but a P-256, P-384 or RSA (2048 bits at least) private key.
 */
export function readAccountKey(stored: string, directoryUrl: string): string {
  let seen = 'not a private key in PEM';
  try {
    const key = createPrivateKey(privateKeyIn(stored) ?? '');
    if (isUsableAccountKey(key)) return key.export(PKCS8_PEM).toString();
    seen = `a key of type ${key.asymmetricKeyType} ${key.asymmetricKeyDetails?.namedCurve ?? ''}`.trim();
  } catch {
    // OpenSSL's words say nothing to an operator, and might quote the text.
  }
  throw new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: new URL(directoryUrl).host,
    message: `The stored account key for the CA ${directoryUrl} cannot be used: it is ${seen}. P-256, P-384 and RSA (2048 bits or more) work.`,
    advice: 'Put its earlier version back; no order is made without it.',
  });
}
