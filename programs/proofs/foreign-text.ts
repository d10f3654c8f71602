/**
 * Foreign text for the fuzz run: valid samples with a part replaced, cut or repeated, words of the formats in any order, and
 * for the time per byte one unit repeated between a head and a tail. All come from fast-check, so that a seed repeats them.
 */
import fc from 'fast-check';

/** What the formats are made of; blanks, quotes and line ends are where regular expressions go wrong. */
const WORDS = [
  ' ',
  '\t',
  '\r',
  '\n',
  '\u200b',
  '\ufeff',
  '\u2028',
  '"',
  "'",
  '\\',
  '\\"',
  '\\u0041',
  '<',
  '>',
  ';',
  ':',
  ',',
  '.',
  '=',
  '-',
  '*',
  '/',
  '#',
  '$',
  '%',
  '@',
  '(',
  '{',
  '}',
  '[',
  ']',
  'a',
  '0',
  '-1',
  '1e9',
  'null',
  'true',
  '\ud83d',
  'ü',
  '𝒳',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
  '-----BEGIN PRIVATE KEY-----',
  'https://',
  'rel=',
  'alternate',
  'urn:ietf:params:acme:error:',
  'xn--',
  '_acme-challenge.',
  'accounturi',
  'validationmethods=',
  '__proto__',
  'constructor',
  'Bearer ',
  'export ',
  'token',
  'GMT',
  'Wed, 21 Oct 2026 07:28:00 GMT',
  '\u0000',
  '\u001b[31m',
  '\u202e',
];

const word = fc.constantFrom(...WORDS);
const noise = fc.oneof(
  { weight: 3, arbitrary: fc.array(word, { maxLength: 30 }).map((words) => words.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

/** Anything at all, and samples with a piece of something else in place of a piece of theirs. */
export function foreignText(samples: readonly string[]): fc.Arbitrary<string> {
  const spliced = fc
    .tuple(fc.constantFrom('', ...samples), noise, fc.nat(), fc.nat(), fc.nat({ max: 4 }))
    .map(([sample, piece, from, length, times]) => {
      const start = from % (sample.length + 1);
      const end = start + (length % (sample.length - start + 1));
      return sample.slice(0, start) + piece.repeat(times) + sample.slice(end);
    });
  return fc.oneof(noise, spliced, spliced);
}

/** A JSON value of the samples' form in which one member is something else, or missing. */
export function foreignJson(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    noise,
    fc.constantFrom<unknown>(null, undefined, -1, 1e308, '', [], {}, [[[[[[[[[[]]]]]]]]]]),
  );
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.nat(), { maxLength: 4 }), odd)
    .map(([sample, path, value]) => withMember(sample, path, value));
  return fc.oneof({ weight: 1, arbitrary: odd }, { weight: 4, arbitrary: changed });
}

function withMember(sample: unknown, [step, ...path]: number[], value: unknown): unknown {
  if (step === undefined || typeof sample !== 'object' || sample === null) return value;
  const members = Object.entries(sample);
  const [name] = members[step % Math.max(1, members.length)] ?? [String(step)];
  const changed = members.map(([key, member]) => [
    key,
    key === name ? withMember(member, path, value) : member,
  ]);
  return Array.isArray(sample) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}

/** Grows to any length: a sample's head or a word, then one unit again and again, then an end that may fit or not. */
export type Growing = { head: string; unit: string; tail: string };

export function growingText(samples: readonly string[]): fc.Arbitrary<Growing> {
  const few = fc.array(word, { maxLength: 2 }).map((words) => words.join(''));
  const piece = (take: (sample: string, at: number) => string) =>
    fc
      .tuple(fc.constantFrom('', ...samples), fc.nat())
      .map(([sample, at]) => take(sample, at % (sample.length + 1)));
  return fc.record({
    head: fc.oneof(
      few,
      piece((sample, at) => sample.slice(0, at)),
    ),
    unit: fc.oneof(
      word,
      fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('')),
    ),
    tail: fc.oneof(
      few,
      piece((sample, at) => sample.slice(at)),
    ),
  });
}

export function grown({ head, unit, tail }: Growing, length: number): string {
  return head + unit.repeat(Math.ceil(length / unit.length)) + tail;
}
