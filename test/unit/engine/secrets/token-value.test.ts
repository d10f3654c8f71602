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
    ['as JSON in JSON', JSON.stringify(JSON.stringify({ token: TOKEN }))],
    ['as JSON whose token is JSON', JSON.stringify({ token: JSON.stringify({ token: TOKEN }) })],
    ['as a JSON text in JSON', JSON.stringify({ token: JSON.stringify(TOKEN) })],
    ['as JSON in the shell’s quotes', `'{"token":"${TOKEN}"}'`],
    ['as JSON with the quotes escaped', `{\\"token\\":\\"${TOKEN}\\"}`],
    ['in escaped quotes', `\\"${TOKEN}\\"`],
    ['in two kinds of quotes', `"'${TOKEN}'"`],
    ['as a line of an .env file', `DNSCALE_API_TOKEN=${TOKEN}\n`],
    ['as an exported variable in quotes', `export DNSCALE_API_TOKEN="${TOKEN}"`],
    ['as an .env file', `# DNScale\r\nDNSCALE_TTL=120\r\n\r\nDNSCALE_API_TOKEN='${TOKEN}'\r\n`],
    ['as certbot’s credentials', `dns_dnscale_api_token = ${TOKEN}`],
    ['as the variable of acme.sh', `DNSCALE_Token="${TOKEN}"`],
    ['as a header', `Authorization: Bearer ${TOKEN}`],
    ['as YAML', `token: "${TOKEN}"`],
    ['as JSON whose token is a line', JSON.stringify({ token: `DNSCALE_API_TOKEN=${TOKEN}` })],
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
    ['the name of a file', 'file://token.txt', 'holds file://… as text, in place of what is in that file'],
    [
      'the name of a binary file',
      '{"token":"fileb:token.txt"}',
      'holds file://… as text, in place of what is in that file',
    ],
    ['an address', 'op://vault/secret-9', 'holds an address, in place of what is there'],
    [
      'an ARN',
      'arn:aws:secretsmanager:eu-central-1:1:secret-9',
      'holds an address, in place of what is there',
    ],
    ['a variable', '$SECRET_9', 'holds the name of a variable or a placeholder, in place of its value'],
    ['a placeholder', '<secret-9>', 'holds the name of a variable or a placeholder, in place of its value'],
    [
      'JSON that a shell has taken the quotes of',
      '{token:secret-9}',
      'begins like JSON, but is not of the form {"token": "…"}',
    ],
    [
      'the end of a JSON',
      'secret-9"}',
      'holds a value with quotes, braces or backslashes of a shell or of JSON in it',
    ],
    [
      'a backslash',
      'secret-9\\n',
      'holds a value with quotes, braces or backslashes of a shell or of JSON in it',
    ],
    [
      'another variable',
      'AWS_SECRET_ACCESS_KEY=secret-9',
      'holds NAME=value, with a name other than DNSCALE_API_TOKEN',
    ],
    [
      'another variable without a value',
      'AWS_REGION=',
      'holds NAME=value, with a name other than DNSCALE_API_TOKEN',
    ],
    [
      'its variable without a value',
      'DNSCALE_API_TOKEN=',
      'holds a line NAME=value whose value comes without any characters of its own',
    ],
    ['a chain of names', 'token='.repeat(9), 'holds a value that is wrapped into others too often'],
  ])('fails on %s and says what was seen, without the value', (_, value, fault) => {
    expect(parseTokenValue(value)).toEqual({ fault });
  });

  it('never returns a token that could not stand in a header, and never quotes the value in a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (junk) => {
        const result = parseTokenValue(`marker-7731${junk}`);
        if ('token' in result) expect(result.token).toMatch(/^[\x21-\x7e]+$/);
        if ('token' in result) expect(result.token).not.toMatch(/[{}\\"'`]/);
        if ('fault' in result) expect(result.fault).not.toContain('marker-7731');
      }),
    );
  });
});
