/** The short form of `npm run proof:parsers`, with a new seed every time, and what the fuzz run finds in parsers that are bad. */
import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ofText, ofValue } from '../../../../programs/proofs/foreign-parser.ts';
import { fuzzParsers, parserPage } from '../../../../programs/proofs/parser-fuzz.ts';

/** Half a minute of work; on a shared machine, minutes. */
const TIMEOUT_MS = 5 * 60_000;

describe('fuzzParsers', { timeout: TIMEOUT_MS }, () => {
  it('finds a value or a typed error for each input, in time that grows as the text', async () => {
    const seed = randomInt(2 ** 31);

    const fuzzed = await fuzzParsers({ inputs: 200, seed });

    const broken = fuzzed.flatMap((one) => one.broken);
    expect(broken, parserPage(fuzzed, seed).join('\n')).toEqual([]);
    expect(fuzzed.length).toBeGreaterThan(25);
  });

  it('finds an error that is none of ours, with the input', async () => {
    const parsers = [
      ofText('text', ['a=b'], (text) => text.includes('%') && decodeURIComponent(text)),
      ofValue('value', [{ a: { b: 'c' } }], (value) => (value as { a: { b: string } }).a.b.length),
    ];

    const [text, value] = await fuzzParsers({ inputs: 2_000, seed: 1, parsers });

    expect(text?.broken[0]).toContain('throws URIError (URI malformed): "%');
    expect(value?.broken[0]).toContain('throws TypeError');
  });

  it('finds quadratic time, and takes linear time for what it is', async () => {
    const parsers = [
      ofText('quadratic', ['a=b'], (text) => text.replace(/[ \t]+$/, '')),
      ofText('linear', ['a=b'], (text) => text.toLowerCase().split(' ').sort().join()),
    ];

    const [quadratic, linear] = await fuzzParsers({ inputs: 3_000, seed: 1, parsers });

    expect(quadratic?.broken[0]).toContain('time grows faster than the text');
    expect(linear?.broken).toEqual([]);
  });
});
