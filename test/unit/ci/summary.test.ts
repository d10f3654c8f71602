import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SUMMARY = join(import.meta.dirname, '../../../.ci/summary.mjs');

describe('.ci/summary.mjs', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ci-summary-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('ends well when every test passed and every step went well', () => {
    expect(summarise(aReport(['passed', 'passed'], ['passed']))).toEqual({
      lines: ['3 passed, 0 failed'],
      status: 0,
    });
  });

  it('counts failed tests once, not the failed run of the tests as well', () => {
    expect(summarise(aReport(['passed', 'failed', 'failed']), 'tests')).toEqual({
      lines: ['1 passed, 2 failed'],
      status: 1,
    });
  });

  it('counts every other failed step as one failure', () => {
    expect(summarise(aReport(['passed', 'failed']), 'tests', 'lint', 'synth')).toEqual({
      lines: ['failed: lint', 'failed: synth', '1 passed, 3 failed'],
      status: 1,
    });
  });

  it('counts a test file that did not load', () => {
    const report = { testResults: [{ status: 'failed', assertionResults: [] }, aFile(['passed'])] };

    expect(summarise(report, 'tests')).toEqual({ lines: ['1 passed, 1 failed'], status: 1 });
  });

  it('counts a test file in which a hook failed after its tests', () => {
    const report = { testResults: [{ ...aFile(['passed']), status: 'failed' }] };

    expect(summarise(report, 'tests')).toEqual({ lines: ['1 passed, 1 failed'], status: 1 });
  });

  it('counts a failed run in which no test failed', () => {
    expect(summarise(aReport(['passed']), 'tests')).toEqual({
      lines: ['failed: the run of the tests failed', '1 passed, 1 failed'],
      status: 1,
    });
  });

  it('says how many tests were skipped', () => {
    expect(summarise(aReport(['passed', 'pending', 'todo', 'skipped']))).toEqual({
      lines: ['3 skipped', '1 passed, 0 failed'],
      status: 0,
    });
  });

  it('fails when nothing ran', () => {
    expect(summarise({ testResults: [] })).toEqual({
      lines: ['failed: no test ran', '0 passed, 1 failed'],
      status: 1,
    });
  });

  it('fails once when the report is missing', () => {
    expect(runSummary(join(folder, 'none.json'), 'tests')).toEqual({
      lines: [`failed: there is no readable report ${join(folder, 'none.json')}`, '0 passed, 1 failed'],
      status: 1,
    });
  });

  it.each(['', '{"testRes', '{}', 'null', '[]'])('fails when the report is %j', (text) => {
    const file = join(folder, 'vitest.json');
    writeFileSync(file, text);

    expect(runSummary(file)).toMatchObject({ lines: [expect.any(String), '0 passed, 1 failed'], status: 1 });
  });

  function summarise(report: unknown, ...failedSteps: string[]) {
    const file = join(folder, 'vitest.json');
    writeFileSync(file, JSON.stringify(report));
    return runSummary(file, ...failedSteps);
  }
});

function runSummary(...parameters: string[]) {
  const { stdout, status } = spawnSync(process.execPath, [SUMMARY, ...parameters], { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), status };
}

function aReport(...files: string[][]) {
  return { testResults: files.map(aFile) };
}

function aFile(statuses: string[]) {
  return {
    status: statuses.includes('failed') ? 'failed' : 'passed',
    assertionResults: statuses.map((status) => ({ status })),
  };
}
