import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inOrder, LONG_FILES } from '../../../support/setup/longest-first.ts';
import { REPOSITORY } from '../../../support/setup/places.ts';

describe('inOrder', () => {
  it('begins with the long ones, in their order, and ends with the cheapest tier', () => {
    const files = [
      'test/contract/b.test.ts',
      'test/unit/a.test.ts',
      'test/unit/programs/proofs/year.test.ts',
      'test/integration/c.test.ts',
      'test/contract/a.test.ts',
      'test/e2e/d.test.ts',
      'test/integration/proofs-kills.test.ts',
    ].map((file) => ({ moduleId: `/a/clone/${file}` }));

    expect(inOrder(files).map(({ moduleId }) => moduleId)).toEqual([
      '/a/clone/test/integration/proofs-kills.test.ts',
      '/a/clone/test/unit/programs/proofs/year.test.ts',
      '/a/clone/test/e2e/d.test.ts',
      '/a/clone/test/integration/c.test.ts',
      '/a/clone/test/contract/b.test.ts',
      '/a/clone/test/contract/a.test.ts',
      '/a/clone/test/unit/a.test.ts',
    ]);
  });
});

describe('LONG_FILES', () => {
  it('names files that are there', () => {
    expect(LONG_FILES.filter((file) => !existsSync(join(REPOSITORY, file)))).toEqual([]);
  });
});
