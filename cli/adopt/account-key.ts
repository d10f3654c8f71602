/** The account key of another client, in the form in which the renewer keeps one. Pure; no text of a key reaches a message. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { parseJson } from '../../functions/engine/json.ts';
import { isUsableAccountKey, privateKeyIn } from '../../functions/engine/secrets/account-key-value.ts';
import type { KeyText } from './found.ts';

/** PKCS#8 in PEM. */
export function accountKeyPem(key: KeyText): { pem: string } | { fault: string } {
  try {
    const read = 'jwk' in key ? ofJwk(key.jwk) : createPrivateKey(privateKeyIn(key.pem) ?? '');
    if (isUsableAccountKey(read)) return { pem: read.export({ type: 'pkcs8', format: 'pem' }).toString() };
    return { fault: 'its key is neither P-256, P-384 nor RSA of 2048 bits or more' };
  } catch {
    return { fault: 'its key cannot be read, or is encrypted' };
  }
}

function ofJwk(text: string): KeyObject {
  const key = parseJson(text);
  if (typeof key !== 'object' || key === null) throw new Error('no JWK');
  return createPrivateKey({ key: { ...key }, format: 'jwk' });
}

/** However either is written. False where one is no key. */
export function isSameKey(onePem: string, otherPem: string): boolean {
  try {
    const [one, other] = [onePem, otherPem].map((pem) => createPublicKey(pem));
    return one !== undefined && other !== undefined && one.equals(other);
  } catch {
    return false;
  }
}
