/**
 * Reads external account credentials (RFC 8555 §7.3.4) from what a person put into a secret: a JSON object, or lines
 * `NAME=value`, with the names that we, Google, ZeroSSL or others give them. Pure; a fault names the form that was seen
 * and never the value.
 */
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { assignments, comparable, formOf, unwrapped } from './pasted-text.ts';

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
  const text = unwrapped(secretString);
  if (text === '') return { fault: 'is empty' };
  const given = membersOf(text);
  if (given === undefined) return { fault: notAnObject(text) };
  const keyId = find(given, KEY_ID_NAMES);
  const hmacKey = find(given, HMAC_KEY_NAMES);
  const missing = [...(keyId ? [] : ['keyId']), ...(hmacKey ? [] : ['hmacKey'])];
  if (!keyId || !hmacKey) return { fault: `holds JSON without ${missing.join(' and ')}; expected: ${FORM}` };
  return checkExternalAccount(keyId.text, hmacKey.text, hmacKey.name === PERHAPS_ENCODED_TWICE);
}

function membersOf(text: string): Record<string, unknown> | undefined {
  const parsed = z.safeParse(members, parseJson(text));
  if (parsed.success) return parsed.data;
  const lines = assignments(text, [...KEY_ID_NAMES, ...HMAC_KEY_NAMES]);
  return lines && Object.fromEntries(lines.map(({ name, value }) => [name, value]));
}

function notAnObject(text: string): string {
  const form = /^[[{]/.test(text) ? undefined : formOf(text);
  return form === undefined ? `holds no JSON object of the form ${FORM}` : `holds ${form}; expected: ${FORM}`;
}

/** The same for a key id and an HMAC key that were given separately. */
export function checkExternalAccount(
  givenKeyId: string,
  givenHmacKey: string,
  perhapsEncodedTwice = false,
): ParsedExternalAccount {
  const keyId = valueIn(givenKeyId, KEY_ID_NAMES);
  const form = formOf(keyId);
  if (form !== undefined) return { fault: `holds as key id ${form}` };
  if (assignments(keyId, [])) return { fault: 'holds as key id NAME=value, with a name that is not known' };
  if (!ONE_WORD.test(keyId)) return { fault: `holds a key id that is ${oddity(keyId)}` };
  const encoded = valueIn(givenHmacKey, HMAC_KEY_NAMES);
  const decoded = decode(encoded);
  if (decoded === undefined) return { fault: keyFault(encoded) };
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
    const name = comparable(key);
    if (isOneOf(names, name) && typeof value === 'string') return { name, text: value };
  }
  return undefined;
}

/** A value alone, or as a line `NAME=value` with one of these names. */
function valueIn(given: string, names: readonly string[]): string {
  const text = unwrapped(given);
  const line = assignments(text, names)?.find(({ name }) => isOneOf(names, name));
  return line === undefined ? text : unwrapped(line.value);
}

/** Variables carry the product's name before it: `DNSCALE_CERTS_EAB_KID`. */
function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name.replace(/^dnscalecerts/, ''));
}

/** Either alphabet of base64, with or without padding; undefined for anything else. */
function decode(text: string): Buffer | undefined {
  const [, body = ''] = /^([A-Za-z0-9+/_-]+)={0,2}$/.exec(text) ?? [];
  return body === '' || body.length % 4 === 1 ? undefined : Buffer.from(body, 'base64');
}

function keyFault(text: string): string {
  const form = formOf(text);
  if (form !== undefined) return `holds as HMAC key ${form}`;
  const isVisible = /^[\x21-\x7e]+$/.test(text);
  const why = isVisible ? 'not base64url (letters, digits, - and _, as the CA shows it)' : oddity(text);
  return `holds an HMAC key that is ${why}`;
}

function oddity(text: string): string {
  if (text === '') return 'empty';
  if (/\s/.test(text)) return 'broken by blanks or line breaks';
  return ONE_WORD.test(text.slice(0, 512)) ? 'too long' : 'broken by control or non-ASCII characters';
}
