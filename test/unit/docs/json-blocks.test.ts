/** Each JSON block of the documentation is to be pasted somewhere: it has to parse. */
import { describe, expect, it } from 'vitest';
import { blocksOf, READ_PAGES, readPage } from './page-parts.ts';

const BLOCKS = READ_PAGES.flatMap((path) =>
  blocksOf(readPage(path))
    .filter(({ language }) => language === 'json')
    .map(({ text }, index) => ({ path, number: index + 1, text })),
);

describe('the JSON blocks of the documentation', () => {
  it('are found', () => {
    expect(new Set(BLOCKS.map(({ path }) => path))).toEqual(
      new Set(['docs/command.md', 'docs/kubernetes.md', 'docs/security.md', 'docs/servers.md']),
    );
  });

  it.each(BLOCKS)('$path, number $number, is JSON', ({ text }) => {
    expect(JSON.parse(text)).toBeTypeOf('object');
  });
});
