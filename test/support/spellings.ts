/** The ways in which JSON, HTML and URLs write the characters of a text: what an echo of a secret may be like, and how it is read. */
import fc from 'fast-check';

/** Each character in a way of its own, or all in the same way. */
export function spelled(text: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...SPELLINGS).map((spell) => [...text].map(spell).join('')),
    fc
      .array(fc.constantFrom(...SPELLINGS), { minLength: text.length, maxLength: text.length })
      .map((spells) => [...text].map((character, i) => spells[i]?.(character)).join('')),
  );
}

/** As a reader could undo the spelling. */
export function undone(text: string): string {
  let plain = text;
  for (let i = 0; i < 3; i += 1) {
    plain = plain
      .replace(/\\+u00([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  }
  return plain;
}

const SPELLINGS: ((character: string) => string)[] = [
  (character) => character,
  (character) => `\\u00${hexOf(character)}`,
  (character) => `\\u00${hexOf(character).toUpperCase()}`,
  (character) => `\\\\u00${hexOf(character)}`,
  (character) => `%${hexOf(character)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${hexOf(character)};`,
];

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}
