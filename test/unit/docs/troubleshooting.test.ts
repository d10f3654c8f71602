/**
 * docs/troubleshooting.md: each symptom has a command that the program takes; what it prints are the program's words; and each
 * error has an entry.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wildcardHostText } from '../../../functions/engine/dns/wildcard-host.ts';
import { parsed } from '../../support/own-commands.ts';
import { blocksOf, commandsOf, ownWords, REPOSITORY, readPage, sectionsOf } from './page-parts.ts';

const PAGE = readPage('docs/troubleshooting.md');
const ENTRIES = sectionsOf(PAGE, 3).map(({ heading, text }) => ({
  heading,
  text: text.split(/^## /m)[0] ?? '',
}));

function codes(): string[] {
  const source = readPage('functions/engine/errors.ts');
  const [, union = ''] = /export type ErrorCode =(.*?);/s.exec(source) ?? [];
  return [...union.matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code = '']) => code);
}

const commandLines = (text: string) =>
  blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(commandsOf);

const HOST = { host: 'test.dev.example.com', wildcard: '*.dev.example.com' };

/** What prints a text and what holds it to that, white space and the marks of a page aside. */
const PRINTED = globSync(
  ['docs/errors.md', 'functions/engine/**/*.ts', 'test/{unit,integration}/**/*.{ts,txt}'],
  { cwd: REPOSITORY },
)
  .filter((path) => !path.startsWith(join('test', 'unit', 'docs')))
  .map((path) => plain(readFileSync(join(REPOSITORY, path), 'utf8').replaceAll(/^> ?/gm, '')))
  // Its source has the names' places only.
  .concat(wildcardHostText('_acme-challenge.test.dev.example.com', HOST))
  .join('\n');

function plain(text: string): string {
  return text.replaceAll('\\', '').replaceAll(/\s+/g, ' ').trim();
}

/** What an output says, a sign or a label at a time, without the name of the doctor's check. */
function sayings(output: string): string[] {
  return output
    .split(/^(?= *(?:[✓✗!?→…] |(?:Why|Do|Next|Limits|Then:) ))|\n\n/m)
    .map((saying) =>
      plain(saying)
        .replace(/^[✗!?✓] [a-z-]+: /, '')
        .replace(/^→ /, ''),
    )
    .filter((saying) => saying !== '');
}

describe('docs/troubleshooting.md', () => {
  it('has an entry for each error', () => {
    const linked = ENTRIES.flatMap(({ text }) => [...text.matchAll(/errors\.md#([a-z-]+)/g)]).map(
      ([, code]) => code,
    );

    expect(codes().length).toBeGreaterThan(40);
    expect(codes().filter((code) => !linked.includes(code))).toEqual([]);
  });

  it('has each symptom once', () => {
    const headings = ENTRIES.map(({ heading }) => heading);

    expect(headings.length).toBeGreaterThan(45);
    expect(new Set(headings).size).toBe(headings.length);
  });

  it.each(ENTRIES)('shows by a command: $heading', async ({ text }) => {
    const lines = commandLines(text);
    const own = lines.flatMap((line) => {
      const words = ownWords(line);
      return words ? [words] : [];
    });

    const isOfCdk = lines.some((line) => line.startsWith('npx cdk '));
    expect(own.length > 0 || isOfCdk).toBe(true);
    for (const words of own.filter(([first]) => first !== '--version')) {
      expect(await parsed(words)).toHaveProperty('options');
    }
  });

  it.each(ENTRIES)('prints what the program prints: $heading', ({ heading, text }) => {
    const outputs = blocksOf(text).filter(({ language }) => language === '');

    // CloudFormation's words, and those of another client: nothing of ours is printed there.
    const isOfOthers =
      /^(?:CREATE_FAILED|Modifying service token|Export cannot|unrecognized DNS provider)/.test(heading);
    expect(outputs.length > 0).toBe(!isOfOthers);
    expect(
      outputs.flatMap((output) => sayings(output.text)).filter((saying) => !PRINTED.includes(saying)),
    ).toEqual([]);
  });

  // The words are those of Let's Encrypt, ACM, CloudFormation, browsers and other clients.
  it.each([
    'NXDOMAIN looking up TXT for _acme-challenge',
    'Incorrect TXT record',
    'During secondary validation',
    'SERVFAIL looking up TXT',
    'SERVFAIL looking up CAA',
    'not yet propagated',
    'prevents issuance',
    'too many certificates',
    'too many failed authorizations',
    'accountDoesNotExist',
    'externalAccountRequired',
    'alreadyReplaced',
    'us-east-1',
    'LimitExceededException',
    'AccessDenied',
    'kms:Decrypt',
    'already exists',
    'Modifying service token',
    'SecretSyncedError',
    'ENOTFOUND',
    'UPDATE_ROLLBACK_FAILED',
    'certificate has expired',
    'NET::ERR_CERT_AUTHORITY_INVALID',
    'PendingConfirmation',
    'unrecognized DNS provider: dnscale',
    'token revoked',
  ])('is found by: %s', (words) => {
    expect(
      ENTRIES.filter(({ heading, text }) => `${heading}\n${text}`.includes(words)).length,
    ).toBeGreaterThan(0);
  });
});
