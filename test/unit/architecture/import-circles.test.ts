import { describe, expect, it } from 'vitest';
import { findImportCircles } from '../../support/architecture/circles.ts';
import { readSources } from '../../support/architecture/import-walk.ts';

describe('findImportCircles', () => {
  it('finds none in the repository', () => {
    const sources = readSources('{functions,cli,infra,programs,test}/**/*.{ts,mts,mjs}', '*.ts', '.ci/*.mjs');

    expect(findImportCircles(sources)).toEqual([]);
  });

  it('finds a circle of two files', () => {
    const sources = [
      { path: 'cli/a.ts', text: "import { b } from './show/b.ts';" },
      { path: 'cli/show/b.ts', text: "import { a } from '../a.ts';" },
    ];

    expect(findImportCircles(sources)).toEqual(['cli/a.ts → cli/show/b.ts → cli/a.ts']);
  });

  it('finds a circle of three files, and tells it once, beginning with the first in the alphabet', () => {
    const sources = [
      { path: 'infra/c.ts', text: "import { a } from './a.ts';" },
      { path: 'infra/b.ts', text: "import { c } from './c.ts';" },
      { path: 'infra/a.ts', text: "import { b } from './b.ts';" },
    ];

    expect(findImportCircles(sources)).toEqual(['infra/a.ts → infra/b.ts → infra/c.ts → infra/a.ts']);
  });

  it.each([
    ['import type only', "import type { A } from './a.ts';"],
    ['an import in a type', "export type B = import('./a.ts').A;"],
    ['a re-export', "export { a } from './a.ts';"],
    ['a re-export of everything', "export * from './a.ts';"],
    ['a dynamic import', "export const a = () => import('./a.ts');"],
  ])('finds a circle of %s', (_, text) => {
    const sources = [
      { path: 'test/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'test/b.ts', text },
    ];

    expect(findImportCircles(sources)).toEqual(['test/a.ts → test/b.ts → test/a.ts']);
  });

  it('finds a file that imports itself', () => {
    expect(findImportCircles([{ path: 'a.ts', text: "import { a } from './a.ts';" }])).toEqual([
      'a.ts → a.ts',
    ]);
  });

  it('finds every circle where several share a file', () => {
    const sources = [
      { path: 'a.ts', text: "import './b.ts'; import './c.ts';" },
      { path: 'b.ts', text: "import './a.ts';" },
      { path: 'c.ts', text: "import './d.ts';" },
      { path: 'd.ts', text: "import './a.ts';" },
    ];

    expect(findImportCircles(sources)).toEqual(['a.ts → b.ts → a.ts', 'a.ts → c.ts → d.ts → a.ts']);
  });

  it('finds nothing where two ways lead to the same file', () => {
    const sources = [
      { path: 'a.ts', text: "import './b.ts'; import './c.ts';" },
      { path: 'b.ts', text: "import './d.ts';" },
      { path: 'c.ts', text: "import './d.ts'; import 'undici';" },
      { path: 'd.ts', text: "// import './a.ts';\nexport const d = 1;" },
    ];

    expect(findImportCircles(sources)).toEqual([]);
  });
});
