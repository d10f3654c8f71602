/** The workflows of the public repository: what runs there is fixed, and may do no more than it must. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const REPOSITORY = join(import.meta.dirname, '../../..');
const files = globSync('.github/workflows/*.yml', { cwd: REPOSITORY });
const workflows = files.map((path) => ({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));

const STEP = z.strictObject({
  uses: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.union([z.string(), z.boolean()]))),
  run: z.optional(z.string()),
});
type Step = z.output<typeof STEP>;
const WORKFLOW = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      needs: z.optional(z.string()),
      'runs-on': z.literal('ubuntu-latest'),
      'timeout-minutes': z.number().check(z.maximum(60)),
      environment: z.optional(z.string()),
      permissions: z.optional(z.record(z.string(), z.string())),
      steps: z.array(STEP).check(z.minLength(1)),
    }),
  ),
});

describe('the workflows', () => {
  it('test, analyse and publish', () => {
    expect(files.toSorted()).toEqual([
      '.github/workflows/codeql.yml',
      '.github/workflows/publish.yml',
      '.github/workflows/test.yml',
    ]);
  });

  it.each(workflows)('$path is YAML of jobs that end by themselves, at the least rights', ({ text }) => {
    const { permissions, jobs } = WORKFLOW.parse(parse(text));

    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.values(jobs).length).toBeGreaterThan(0);
  });

  it.each(workflows)('$path names every action by its commit', ({ text }) => {
    const actions = [...text.matchAll(/uses: (\S+)(.*)/g)].map(
      ([, action, comment]) => `${action}${comment}`,
    );

    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)('$path holds no secret, and takes no code of a pull request with rights', ({ text }) => {
    expect(text).not.toMatch(/secrets\.|pull_request_target|write-all|contents: write/);
  });

  it('publish.yml gives its identity to one job, which takes no code but the packed file', () => {
    const { jobs } = WORKFLOW.parse(
      parse(workflows.find(({ path }) => path.endsWith('/publish.yml'))?.text ?? ''),
    );
    const commands = (steps: Step[]) => steps.flatMap(({ run }) => run ?? []);

    expect(Object.keys(jobs)).toEqual(['test', 'publish']);
    expect(jobs.test?.permissions).toBeUndefined();
    expect(jobs.publish).toMatchObject({
      needs: 'test',
      permissions: { contents: 'read', 'id-token': 'write' },
    });
    expect(commands(jobs.publish?.steps ?? [])).toEqual([
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
