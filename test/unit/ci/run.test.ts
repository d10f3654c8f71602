// Replaces npm with a script that writes down how it was called; the rest is the real .ci/run.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CI = join(import.meta.dirname, '../../../.ci');
const REPORT = '{"testResults":[{"status":"passed","assertionResults":[{"status":"passed"}]}]}';

describe('.ci/run', () => {
  let clone: string;

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'ci-run-'));
    mkdirSync(join(clone, '.ci'));
    for (const file of ['run', 'summary.mjs']) copyFileSync(join(CI, file), join(clone, '.ci', file));
  });
  afterEach(() => {
    rmSync(clone, { recursive: true });
  });

  it('ends with the sum, plain and alone, when every step goes well', () => {
    const { status, lastLine } = runCi(`[ "$1" = test ] && echo '${REPORT}' > .ci/out/vitest.json; true`);

    expect({ status, lastLine }).toEqual({ status: 0, lastLine: '1 passed, 0 failed' });
  });

  it('runs every step, as a user would, even when all of them fail', () => {
    const { status, lastLine, calls } = runCi('exit 1');

    expect(calls).toEqual([
      'test -- --reporter=default --reporter=json --outputFile.json=.ci/out/vitest.json',
      'run lint',
      'run typecheck',
      'run synth -- -c config=test/support/setup/synth.config.ts --output .ci/out/cdk.out',
      'run lint:templates -- .ci/out/cdk.out',
    ]);
    expect({ status, lastLine }).toEqual({ status: 1, lastLine: '0 passed, 5 failed' });
  });

  it('does not take the report of an earlier run for its own', () => {
    mkdirSync(join(clone, '.ci/out'));
    writeFileSync(join(clone, '.ci/out/vitest.json'), REPORT);

    expect(runCi('true').lastLine).toBe('0 passed, 1 failed');
  });

  it('gives the steps no input and tells them that they run in CI', () => {
    const { calls } = runCi('cat >> calls; echo "CI=$CI" >> calls');

    expect(calls.filter((line) => !/^(run|test) /.test(line))).toEqual(Array(5).fill('CI=true'));
  });

  function runCi(npmScript: string) {
    const bin = join(clone, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> calls\n${npmScript}\n`, { mode: 0o755 });
    const { status, stdout } = spawnSync('bash', [join(clone, '.ci/run')], {
      encoding: 'utf8',
      input: 'an answer without a question\n',
      env: { PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) },
      timeout: 20_000,
    });
    const calls = readFileSync(join(clone, 'calls'), 'utf8').trimEnd().split('\n');
    return { status, lastLine: stdout.trimEnd().split('\n').at(-1), calls };
  }
});
