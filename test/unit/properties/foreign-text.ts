/**
 * Text as a hostile or broken server sends it, for property tests: every kind of character that must not reach a
 * log or a terminal, in any mixture. The pattern that judges it is written here anew, not taken from the code.
 */
import fc from 'fast-check';

const PIECES = [
  '\u001b[31m',
  '\u001b]8;;https://evil.test\u0007',
  '\u009b2J',
  '\u0000',
  '\b',
  '\r',
  '\n',
  '\t',
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200e',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u2066',
  '\u2069',
  '\ufeff',
  '\ud83d',
  '😀',
  '"',
  '\\',
  '%0a',
  '</script>',
  '__proto__',
  'constructor',
];

/** C0, DEL, C1, soft hyphen, bidi marks, embeddings, overrides and isolates, zero-width characters, separators. */
export const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to match them
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/;

/** Half surrogate pairs too, which JSON can bring. */
const character = fc
  .oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff }), fc.nat({ max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

export function foreignText(maxLength = 40): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: character, maxLength: 8 }));
  return fc.oneof(
    fc.string({ unit: character, maxLength }),
    fc.array(piece, { maxLength: maxLength / 4 }).map((pieces) => pieces.join('')),
    fc.tuple(fc.constantFrom(...PIECES), fc.nat({ max: 700 })).map(([text, times]) => text.repeat(times)),
  );
}

/** Any JSON value with such text in its strings and keys. */
export function foreignJson(): fc.Arbitrary<unknown> {
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, -1, 7, 1e21, 1e308, '', 'x'),
      foreignText(),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(foreignText(8), fc.constantFrom('id', 'name')), tie('json'), { maxKeys: 4 }),
    ),
  }));
  return json;
}
