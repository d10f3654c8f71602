/**
 * What tests and programs may import of one another. A tier imports no other tier: what two of them use is
 * test/support. Programs import test/support only, and the product imports neither.
 */
import { readImports, type SourceFile } from './import-walk.ts';

/** The short forms of the proofs, which run as tests, and the tests of the programs themselves and of what they build. */
const TESTS_OF_PROGRAMS = [
  'test/integration/proofs',
  'test/e2e/killed-lambda.test.ts',
  'test/e2e/killed-lambda-world.ts',
  'test/unit/programs/',
  'test/contract/programs/',
  'test/integration/packaged-command.test.ts',
];

/** One line for each import across tiers that is not allowed: where, what, and the rule. */
export function findForbiddenTierImports(sources: SourceFile[]): string[] {
  return sources.flatMap((source) =>
    readImports(source).flatMap(({ line, target }) => {
      const rule = brokenRule(source.path, target);
      return rule === undefined ? [] : [`${source.path}:${line} imports ${target}: ${rule}`];
    }),
  );
}

function brokenRule(from: string, target: string): string | undefined {
  const [own, other] = [areaOf(from), areaOf(target)];
  if (own === other || other === 'product') return undefined;
  if (own === 'product') return 'the product may import nothing of test or programs';
  if (own === 'test/support') return 'test/support may import no tier and no program';
  if (other === 'test/support') return undefined;
  if (own === 'programs') return 'a program may import test/support, but no tier';
  if (other !== 'programs') return 'a tier may not import another one: what both use belongs in test/support';
  if (TESTS_OF_PROGRAMS.some((path) => from.startsWith(path))) return undefined;
  return 'only the short forms of the proofs may import programs: what tests use belongs in test/support';
}

/** `test/unit` and the other tiers, `test/support`, `programs`, or `product` for all else, packages included. */
function areaOf(path: string): string {
  if (path === 'vitest.config.ts') return 'test/support';
  const [top = '', folder = ''] = path.split('/');
  if (top === 'test') return `${top}/${folder}`;
  return top === 'programs' ? top : 'product';
}
