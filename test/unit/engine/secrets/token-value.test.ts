import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTokenValue } from '../../../../functions/engine/secrets/token-value.ts';

const TOKEN = 'dnscale_live_AbC-123.x~y+z/==';

describe('parseTokenValue', () => {
  it.each([
    ['bare', TOKEN],
    ['with a line break', `${TOKEN}\n`],
    ['with a Windows line break', `${TOKEN}\r\n`],
    ['between blanks and tabs', ` \t${TOKEN}\t `],
    ['behind a byte order mark', `\ufeff${TOKEN}`],
    ['behind a zero-width space', `\u200b${TOKEN}\u200b`],
    ['after a no-break space', `\u00a0${TOKEN}`],
    ['in double quotes', `"${TOKEN}"`],
    ['in single quotes', `'${TOKEN}'`],
    ['in backticks', `\`${TOKEN}\``],
    ['in quotes with blanks inside', `" ${TOKEN} "`],
    ['after Bearer', `Bearer ${TOKEN}`],
    ['after bearer in lower case and two blanks', `bearer  ${TOKEN}`],
    ['after Bearer in quotes', `"Bearer ${TOKEN}"`],
    ['as JSON', `{"token":"${TOKEN}"}`],
    ['as JSON over lines', `{\n  "token": "${TOKEN}"\n}\n`],
    ['as JSON behind a byte order mark', `\ufeff{"token":"${TOKEN}"}`],
    ['as JSON with other fields', `{"url":"https://api.dnscale.eu","token":"${TOKEN}"}`],
    ['as JSON with blanks in the value', `{"token":" ${TOKEN}\\n"}`],
    ['as JSON with Bearer in the value', `{"token":"Bearer ${TOKEN}"}`],
  ])('takes the token %s', (_, value) => {
    expect(parseTokenValue(value)).toEqual({ token: TOKEN });
  });

  it.each([
    ['binary data', undefined, 'holds binary data instead of text'],
    ['nothing', '', 'is empty'],
    ['blanks', ' \n\t', 'is empty'],
    ['a byte order mark alone', '\ufeff', 'is empty'],
    ['quotes around nothing', '""', 'holds text without any characters of its own'],
    ['Bearer alone', 'Bearer ', 'holds text without any characters of its own'],
    [
      'JSON without a token',
      '{"apiKey":"secret-9"}',
      'begins like JSON, but is not of the form {"token": "…"}',
    ],
    ['JSON with a number', '{"token":42}', 'begins like JSON, but is not of the form {"token": "…"}'],
    ['JSON with null', '{"token":null}', 'begins like JSON, but is not of the form {"token": "…"}'],
    ['a JSON list', '["secret-9"]', 'begins like JSON, but is not of the form {"token": "…"}'],
    ['broken JSON', '{"token":"secret-9"', 'begins like JSON, but is not of the form {"token": "…"}'],
    [
      'JSON with an empty token',
      '{"token":" "}',
      'holds JSON whose token comes without any characters of its own',
    ],
    ['two words', 'secret-9 secret-8', 'holds text with blanks or line breaks inside'],
    ['two lines', 'secret-9\nsecret-8', 'holds text with blanks or line breaks inside'],
    ['a control character', 'secret\u0007-9', 'holds text with control or non-ASCII characters inside'],
    ['a null byte', 'secret\u0000-9', 'holds text with control or non-ASCII characters inside'],
    ['an umlaut', 'sécret-9', 'holds text with control or non-ASCII characters inside'],
    ['typographic quotes', '“secret-9”', 'holds text with control or non-ASCII characters inside'],
  ])('fails on %s and says what was seen, without the value', (_, value, fault) => {
    expect(parseTokenValue(value)).toEqual({ fault });
  });

  it('never returns a token that could not stand in a header, and never quotes the value in a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (junk) => {
        const result = parseTokenValue(`marker-7731${junk}`);
        if ('token' in result) expect(result.token).toMatch(/^[\x21-\x7e]+$/);
        else expect(result.fault).not.toContain('marker-7731');
      }),
    );
  });
});
