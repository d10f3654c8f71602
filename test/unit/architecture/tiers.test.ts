import { describe, expect, it } from 'vitest';
import { readSources } from '../../support/architecture/import-walk.ts';
import { findForbiddenTierImports } from '../../support/architecture/tiers.ts';

describe('findForbiddenTierImports', () => {
  it('finds none in the repository', () => {
    const sources = readSources('{functions,cli,infra,programs,test}/**/*.{ts,mts,mjs}', '*.ts', '.ci/*.mjs');

    expect(findForbiddenTierImports(sources)).toEqual([]);
  });

  it.each([
    ['a tier → another', 'test/contract/aws/a.test.ts', "import { b } from '../../unit/b.ts';"],
    ['a tier → data of another', 'test/contract/aws/a.test.ts', "import b from '../../unit/b.json';"],
    [
      'a tier → a program',
      'test/contract/aws/a.test.ts',
      "import { b } from '../../../programs/bench/b.ts';",
    ],
    ['support → a tier', 'test/support/a.ts', "import type { B } from '../unit/b.ts';"],
    ['support → a program', 'test/support/a.ts', "import { b } from '../../programs/proofs/b.ts';"],
    ['a program → a tier', 'programs/proofs/a.ts', "import { b } from '../../test/unit/b.ts';"],
    ['the engine → support', 'functions/engine/a.ts', "import type { B } from '../../test/support/b.ts';"],
    ['the command → a program', 'cli/a.ts', "import { b } from '../programs/demo/b.ts';"],
    ['infra → support', 'infra/a.ts', "export { b } from '../test/support/b.ts';"],
    ['the configuration → a tier', 'renewer.config.ts', "import { b } from './test/unit/b.ts';"],
  ])('finds %s', (_, path, text) => {
    expect(findForbiddenTierImports([{ path, text }])).toEqual([
      expect.stringContaining(`${path}:1 imports `),
    ]);
  });

  it.each([
    ['test/unit/acme/a.test.ts', "import { b } from '../../support/b.ts'; import { c } from './c.ts';"],
    ['test/integration/a.test.ts', "import { b } from '../../functions/aws/b.ts'; import 'undici';"],
    ['test/integration/proofs.test.ts', "import { b } from '../../programs/proofs/b.ts';"],
    ['test/unit/programs/proofs/a.test.ts', "import { b } from '../../../../programs/proofs/b.ts';"],
    ['programs/proofs/a.ts', "import { b } from '../../test/support/b.ts'; import { c } from '../c.ts';"],
    ['programs/demo/a.ts', "import { b } from '../../cli/try/b.ts';"],
  ])('finds nothing in %s with %s', (path, text) => {
    expect(findForbiddenTierImports([{ path, text }])).toEqual([]);
  });

  it('names the place, the target and the rule', () => {
    const text = "import { a } from './a.ts';\nimport { b } from '../unit/b.ts';\n";

    expect(findForbiddenTierImports([{ path: 'test/e2e/c.test.ts', text }])).toEqual([
      'test/e2e/c.test.ts:2 imports test/unit/b.ts: a tier may not import another one: what both use belongs in test/support',
    ]);
  });
});
