/** A price without its month is one that nobody can check: it stands in the same section, where whoever reads the price sees it. */
import { describe, expect, it } from 'vitest';
import { READ_PAGES, readPage, withoutBlocks } from './page-parts.ts';

const PRICE = /\$\d|\b(?:dollars?|euros?|cents?)\b/i;
const DATED =
  /\bprices of (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b/i;

/** The headings of sections with a price and no month. */
function undatedPrices(markdown: string): string[] {
  return withoutBlocks(markdown)
    .split(/^(?=##? )/m)
    .filter((section) => PRICE.test(section) && !DATED.test(section))
    .map((section) => section.split('\n')[0] ?? '');
}

describe('prices', () => {
  it.each(READ_PAGES)('of %s have their month', (page) => {
    expect(undatedPrices(readPage(page))).toEqual([]);
  });

  it.each([
    ['# A\nIt costs $0.40 a month.', ['# A']],
    ['# A\nIt costs a dollar.', ['# A']],
    ['# A\nIt costs $0.40 a month (prices of November 2026).', []],
    ['# A\nIt costs $1.\n## B\n### C\nPrices of November 2026.\n', ['# A']],
    ['It costs nothing, at $HOME.', []],
  ])('are found: %j %j', (markdown, headings) => {
    expect(undatedPrices(markdown)).toEqual(headings);
  });
});
