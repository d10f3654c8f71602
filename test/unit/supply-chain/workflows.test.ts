/** The workflows of the public repository: what runs there is fixed, and may do no more than it must. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '../../..');
const files = globSync('.github/workflows/*.yml', { cwd: REPOSITORY });
const workflows = files.map((path) => ({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));

describe('the workflows', () => {
  it('test, analyse and publish', () => {
    expect(files.toSorted()).toEqual([
      '.github/workflows/codeql.yml',
      '.github/workflows/publish.yml',
      '.github/workflows/test.yml',
    ]);
  });

  it.each(workflows)('$path names every action by its commit', ({ text }) => {
    const actions = [...text.matchAll(/uses: (\S+)(.*)/g)].map(
      ([, action, comment]) => `${action}${comment}`,
    );

    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)(
    '$path reads by default, holds no secret, and takes no code of a pull request with rights',
    ({ text }) => {
      expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
      expect(text).not.toMatch(/secrets\.|pull_request_target|write-all|contents: write/);
    },
  );
});
