import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../functions/engine/errors.ts';
import { foreignText, UNSAFE } from './foreign-text.ts';

describe('printable', () => {
  it('lets no control, invisible or bidi character through, and no more than it was told', () => {
    fc.assert(
      fc.property(foreignText(), fc.integer({ min: 1, max: 600 }), (text, most) => {
        const shown = printable(text, most);
        expect(shown).not.toMatch(UNSAFE);
        expect(shown).toBe(shown.trim());
        expect(shown.isWellFormed()).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(most + 1);
        if (shown.length > most) expect(shown.endsWith('…')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never cuts through a character, and marks the half of one that it was given', () => {
    expect(printable('abc😀', 4)).toBe('abc…');
    expect(printable('abc😀', 5)).toBe('abc😀');
    expect(printable('a\ud83db\ude00c')).toBe('a\ufffdb\ufffdc');
    expect(printable('\ud83d\ude00\ud83d')).toBe('😀\ufffd');
  });

  it('leaves what is printable as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 500 }), (text) => {
        expect(printable(text)).toBe(text.trim());
      }),
    );
  });

  it('changes nothing more when it is applied again', () => {
    fc.assert(
      fc.property(foreignText(), (text) => {
        expect(printable(printable(text), 1_000)).toBe(printable(text));
      }),
    );
  });
});
