/** A price without its month is one that nobody can check. */
import { describe, expect, it } from 'vitest';
import { READ_PAGES, readPage, withoutBlocks } from './page-parts.ts';

const PRICE = /\$\d/;
const DATED =
  /\bprices of (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b/i;

function hasUndatedPrice(markdown: string): boolean {
  const text = withoutBlocks(markdown);
  return PRICE.test(text) && !DATED.test(text);
}

describe('prices', () => {
  it.each(READ_PAGES)('of %s have their month', (page) => {
    expect(hasUndatedPrice(readPage(page))).toBe(false);
  });

  it.each([
    ['It costs $0.40 a month.', true],
    ['It costs $0.40 a month (prices of November 2026).', false],
    ['It costs nothing.', false],
  ])('are found: %s %s', (markdown, isUndated) => {
    expect(hasUndatedPrice(markdown)).toBe(isUndated);
  });
});
