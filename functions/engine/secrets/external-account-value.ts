/**
 * Reads external account credentials (RFC 8555 §7.3.4) from what a person put into a secret: a JSON object with the names
 * that we, Google, ZeroSSL or others give them. Pure; a fault names the form that was seen and never the value.
 */
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { trimmed, unquoted } from './pasted-text.ts';

export type ExternalAccountValue = {
  keyId: string;
  /** base64url without padding. */
  hmacKey: string;
};

export type ParsedExternalAccount = ExternalAccountValue | { fault: string };

/** Names as they are compared: in lower case, without separators. */
const KEY_ID_NAMES = ['keyid', 'kid', 'eabkid', 'eabkeyid'];
const HMAC_KEY_NAMES = ['hmackey', 'eabhmackey', 'eabhmac', 'hmac', 'mackey', 'b64mackey', 'b64urlmackey'];
/** Google's API answers with base64 of base64url, its command line with base64url: both under this name. */
const PERHAPS_ENCODED_TWICE = 'b64mackey';

/** RFC 7518 §3.2: a key for HS256 is at least as long as the hash. */
const LEAST_KEY_BYTES = 32;

/** Visible ASCII: a key id that a CA may have given out, and that can be shown. */
const ONE_WORD = /^[\x21-\x7e]{1,512}$/;

const FORM = '{"keyId": "…", "hmacKey": "…"}';

const members = z.record(z.string(), z.unknown());

export function parseExternalAccount(secretString: string | undefined): ParsedExternalAccount {
  if (secretString === undefined) return { fault: 'holds binary data instead of text' };
  const text = trimmed(secretString);
  if (text === '') return { fault: 'is empty' };
  const parsed = z.safeParse(members, parseJson(text));
  if (!parsed.success) return { fault: `holds no JSON object of the form ${FORM}` };
  const keyId = find(parsed.data, KEY_ID_NAMES);
  const hmacKey = find(parsed.data, HMAC_KEY_NAMES);
  const missing = [...(keyId ? [] : ['keyId']), ...(hmacKey ? [] : ['hmacKey'])];
  if (!keyId || !hmacKey) return { fault: `holds JSON without ${missing.join(' and ')}; expected: ${FORM}` };
  return checkExternalAccount(keyId.text, hmacKey.text, hmacKey.name === PERHAPS_ENCODED_TWICE);
}

/** The same for a key id and an HMAC key that were given separately. */
export function checkExternalAccount(
  givenKeyId: string,
  givenHmacKey: string,
  perhapsEncodedTwice = false,
): ParsedExternalAccount {
  const keyId = clean(givenKeyId);
  if (!ONE_WORD.test(keyId)) return { fault: `holds a key id that is ${oddity(keyId)}` };
  const encoded = clean(givenHmacKey);
  const decoded = decode(encoded);
  if (decoded === undefined) return { fault: `holds an HMAC key that is ${keyOddity(encoded)}` };
  const key = (perhapsEncodedTwice && decode(decoded.toString('latin1'))) || decoded;
  if (key.length < LEAST_KEY_BYTES) {
    return {
      fault: `holds an HMAC key of ${key.length} bytes: HS256 takes ${LEAST_KEY_BYTES} at least, so a part of it is missing`,
    };
  }
  return { keyId, hmacKey: key.toString('base64url') };
}

function find(
  given: Record<string, unknown>,
  names: readonly string[],
): { name: string; text: string } | undefined {
  for (const [key, value] of Object.entries(given)) {
    const name = key.toLowerCase().replaceAll(/[_-]/g, '');
    if (names.includes(name) && typeof value === 'string') return { name, text: value };
  }
  return undefined;
}

function clean(text: string): string {
  return unquoted(trimmed(text));
}

/** Either alphabet of base64, with or without padding; undefined for anything else. */
function decode(text: string): Buffer | undefined {
  const [, body = ''] = /^([A-Za-z0-9+/_-]+)={0,2}$/.exec(text) ?? [];
  return body === '' || body.length % 4 === 1 ? undefined : Buffer.from(body, 'base64');
}

function keyOddity(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) return oddity(text);
  return 'not base64url (letters, digits, - and _, as the CA shows it)';
}

function oddity(text: string): string {
  if (text === '') return 'empty';
  if (/\s/.test(text)) return 'broken by blanks or line breaks';
  return ONE_WORD.test(text.slice(0, 512)) ? 'too long' : 'broken by control or non-ASCII characters';
}
