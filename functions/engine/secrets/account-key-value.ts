/**
 * Finds the private key in what a person put into a secret or a file as an account key: other PEM blocks (EC PARAMETERS, a
 * certificate), explanatory text (RFC 7468 §2), blank lines and a byte order mark may stand around it. Says which keys sign for
 * an account. Pure.
 */
import type { KeyObject } from 'node:crypto';

/** The key's label is the last word of the line's; the text between the lines holds no hyphen, so this is linear. */
const PRIVATE_KEY = /^[ \t]*-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----([^-]*)-----END \1-----/m;

/** The first private key as a PEM block of its own; undefined when there is none that is whole. */
export function privateKeyIn(text: string): string | undefined {
  const [, label, body = ''] = PRIVATE_KEY.exec(text.replace(/^\ufeff/, '')) ?? [];
  if (label === undefined) return undefined;
  const lines = body.split(/[\r\n]+/).map((line) => line.trim());
  return [
    `-----BEGIN ${label}-----`,
    ...lines.filter((line) => line !== ''),
    `-----END ${label}-----`,
    '',
  ].join('\n');
}

/** P-256, P-384, RSA of 2048 bits or more: acme-client signs with any key, and names curves wrongly that it does not know. */
export function isUsableAccountKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  return ['prime256v1', 'secp384r1'].includes(asymmetricKeyDetails?.namedCurve ?? '');
}
