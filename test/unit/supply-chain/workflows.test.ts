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

  it('publish.yml gives its identity to one job, which takes no code but the packed file', () => {
    const publish = workflows.find(({ path }) => path.endsWith('/publish.yml'))?.text ?? '';
    const jobs = publish.slice(publish.indexOf('\njobs:\n')).split(/^(?= {2}\w+:$)/m);
    const withIdentity = jobs.filter((job) => job.includes('id-token'));

    expect(jobs.map((job) => job.trim().split('\n')[0])).toEqual(['jobs:', 'test:', 'publish:']);
    expect(withIdentity).toHaveLength(1);
    expect(withIdentity[0]).toContain('needs: test');
    expect([...(withIdentity[0] ?? '').matchAll(/run: (.*)/g)].map(([, command]) => command)).toEqual([
      'npm publish ./dnscale-certs-*.tgz --ignore-scripts --provenance --access public',
    ]);
  });
});

describe('the updates of dependencies', () => {
  it('wait a week, of every kind', () => {
    const text = readFileSync(join(REPOSITORY, '.github/dependabot.yml'), 'utf8');
    const [, ...kinds] = text.split('- package-ecosystem: ');

    expect(kinds.map((kind) => kind.split('\n')[0])).toEqual(['npm', 'pip', 'github-actions']);
    for (const kind of kinds) expect(kind).toContain('cooldown: { default-days: 7 }');
  });
});
