import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkExternalAccount,
  parseExternalAccount,
} from '../../../../functions/engine/secrets/external-account-value.ts';

/** 48 bytes, from Pebble's own sample configuration; it has both letters that base64 and base64url differ in. */
const HMAC = 'HjudV5qnbreN-n9WyFSH-t4HXuEx_XFen45zuxY-G1h6fr74V3cUM_dVlwQZBWmc';
const STANDARD = 'HjudV5qnbreN+n9WyFSH+t4HXuEx/XFen45zuxY+G1h6fr74V3cUM/dVlwQZBWmc';
/** 32 bytes of the letter A, which base64 pads. */
const SHORTEST = 'QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE';
const WANTED = { keyId: 'kid-1', hmacKey: HMAC };

describe('parseExternalAccount', () => {
  it.each([
    ['ours', `{"keyId": "kid-1", "hmacKey": "${HMAC}"}`],
    [
      'as Google prints them',
      `{"keyId": "kid-1", "b64MacKey": "${HMAC}", "name": "projects/1/locations/global"}`,
    ],
    ['as ZeroSSL answers', `{"success": 1, "eab_kid": "kid-1", "eab_hmac_key": "${HMAC}"}`],
    ['as certbot has them', `{"eab-kid": "kid-1", "eab-hmac-key": "${HMAC}"}`],
    ['as Caddy has them', `{"key_id": "kid-1", "mac_key": "${HMAC}"}`],
    ['as Terraform puts out Google’s', `{"key_id": "kid-1", "b64url_mac_key": "${HMAC}"}`],
    [
      'with a byte order mark, blanks and line breaks around',
      `\ufeff \n{"keyId":"kid-1","hmacKey":"${HMAC}"}\n\n`,
    ],
    ['with blanks and quotes in the values', `{"keyId": " 'kid-1' ", "hmacKey": "\\"${HMAC}\\"\\n"}`],
    ['as JSON in JSON', JSON.stringify(JSON.stringify(WANTED))],
    ['in the shell’s quotes', `'{"keyId": "kid-1", "hmacKey": "${HMAC}"}'`],
    ['as JSON with the quotes escaped', `{\\"keyId\\":\\"kid-1\\",\\"hmacKey\\":\\"${HMAC}\\"}`],
    [
      'as an .env file',
      `# ZeroSSL\nexport DNSCALE_CERTS_EAB_KID=kid-1\nDNSCALE_CERTS_EAB_HMAC_KEY="${HMAC}"\n`,
    ],
    ['as Google’s command prints them', `keyId: kid-1\nb64MacKey: ${HMAC}\n`],
    ['as values that are lines', `{"keyId": "EAB_KID=kid-1", "hmacKey": "EAB_HMAC_KEY='${HMAC}'"}`],
    ['in the other alphabet of base64', `{"keyId": "kid-1", "hmacKey": "${STANDARD}"}`],
  ])('reads %s', (_, text) => {
    expect(parseExternalAccount(text)).toEqual(WANTED);
  });

  it.each([SHORTEST, `${SHORTEST}=`])('reads a key with and without padding: %s', (hmacKey) => {
    expect(checkExternalAccount('kid-1', hmacKey)).toEqual({ keyId: 'kid-1', hmacKey: SHORTEST });
  });

  it("takes off the second encoding of Google's API, and of nothing else", () => {
    const twice = Buffer.from(HMAC, 'ascii').toString('base64');

    expect(parseExternalAccount(`{"keyId": "kid-1", "b64MacKey": "${twice}"}`)).toEqual(WANTED);
    expect(parseExternalAccount(`{"keyId": "kid-1", "hmacKey": "${twice}"}`)).toEqual({
      keyId: 'kid-1',
      hmacKey: twice.replaceAll('=', ''),
    });
  });

  it.each([
    [undefined, 'holds binary data instead of text'],
    [' \ufeff\n', 'is empty'],
    ['kid-1', 'holds no JSON object of the form {"keyId": "…", "hmacKey": "…"}'],
    ['["kid-1"]', 'holds no JSON object of the form {"keyId": "…", "hmacKey": "…"}'],
    ['{"keyId": "kid-1"', 'holds no JSON object of the form {"keyId": "…", "hmacKey": "…"}'],
    [
      '{"keyId": "kid-1", "key": "x"}',
      'holds JSON without hmacKey; expected: {"keyId": "…", "hmacKey": "…"}',
    ],
    [
      '{"keyId": 1, "hmacKey": null}',
      'holds JSON without keyId and hmacKey; expected: {"keyId": "…", "hmacKey": "…"}',
    ],
    [
      'file://external-account.json',
      'holds file://… as text, in place of what is in that file; expected: {"keyId": "…", "hmacKey": "…"}',
    ],
    [
      `{"keyId": "file://kid", "hmacKey": "${HMAC}"}`,
      'holds as key id file://… as text, in place of what is in that file',
    ],
    [
      `{"keyId": "FOO=kid-1", "hmacKey": "${HMAC}"}`,
      'holds as key id NAME=value, with a name that is not known',
    ],
    [
      '{"keyId": "kid-1", "hmacKey": "$EAB_HMAC_KEY"}',
      'holds as HMAC key the name of a variable or a placeholder, in place of its value',
    ],
    [`{"keyId": "", "hmacKey": "${HMAC}"}`, 'holds a key id that is empty'],
    [`{"keyId": "kid 1", "hmacKey": "${HMAC}"}`, 'holds a key id that is broken by blanks or line breaks'],
    [
      `{"keyId": "k\u00fcd", "hmacKey": "${HMAC}"}`,
      'holds a key id that is broken by control or non-ASCII characters',
    ],
    [`{"keyId": "${'k'.repeat(513)}", "hmacKey": "${HMAC}"}`, 'holds a key id that is too long'],
    ['{"keyId": "kid-1", "hmacKey": ""}', 'holds an HMAC key that is empty'],
    [
      '{"keyId": "kid-1", "hmacKey": "AAAA BBBB"}',
      'holds an HMAC key that is broken by blanks or line breaks',
    ],
    [
      `{"keyId": "kid-1", "hmacKey": "${HMAC}!"}`,
      'holds an HMAC key that is not base64url (letters, digits, - and _, as the CA shows it)',
    ],
    [
      `{"keyId": "kid-1", "hmacKey": "${HMAC}A"}`,
      'holds an HMAC key that is not base64url (letters, digits, - and _, as the CA shows it)',
    ],
    [
      `{"keyId": "kid-1", "hmacKey": "${HMAC.slice(0, 40)}"}`,
      'holds an HMAC key of 30 bytes: HS256 takes 32 at least, so a part of it is missing',
    ],
  ])('fails for %j', (text, fault) => {
    expect(parseExternalAccount(text)).toEqual({ fault });
  });

  it('never throws, and never quotes the value in a fault', () => {
    const foreign = fc.string().map((text) => `marker-7731${text}`);
    fc.assert(
      fc.property(fc.record({ keyId: foreign, hmacKey: foreign }), fc.constantFrom('', '}'), (value, end) => {
        const parsed = parseExternalAccount(JSON.stringify(value) + end);

        if ('fault' in parsed) {
          expect(parsed.fault).not.toContain('marker-7731');
        } else {
          expect(Buffer.from(parsed.hmacKey, 'base64url').length).toBeGreaterThanOrEqual(32);
        }
      }),
    );
  });
});
