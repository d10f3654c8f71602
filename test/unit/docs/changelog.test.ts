import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const [, ...versions] = readFileSync(join(import.meta.dirname, '../../../CHANGELOG.md'), 'utf8').split(
  /^## /m,
);

/** Branches that are merged line by line leave both. */
describe('the changelog', () => {
  it.each(versions.map((text) => ({ version: text.split('\n')[0], text })))(
    'has each heading of $version once, and says nothing twice',
    ({ text }) => {
      const headings = [...text.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
      const entries = text
        .split(/^(?:- |### .*$)/m)
        .slice(1)
        .map((entry) => entry.trim());

      expect(headings).toEqual(['Added', 'Changed', 'Fixed'].filter((heading) => headings.includes(heading)));
      expect(entries.filter((entry, index) => entry !== '' && entries.indexOf(entry) !== index)).toEqual([]);
    },
  );
});
