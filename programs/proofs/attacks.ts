/**
 * Carries out the attacks that a security review ran against the product, as tests that CI runs too, and prints a line for
 * each. A row whose test fails, or is gone, fails this program: an attack is refused only where a test has tried it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS, type Attack } from './attack-rows.ts';

type Report = {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
};

const report = runTests([...new Set(ATTACKS.map(({ file }) => file))]);
for (const row of ATTACKS) {
  const isRefused = wasRefused(row, report);
  console.log(`${isRefused ? 'refused' : 'NOT REFUSED'}: ${row.attack} (${row.file})`);
  if (!isRefused) process.exitCode = 1;
}

function runTests(files: string[]): Report {
  const folder = mkdtempSync(join(tmpdir(), 'dnscale-certs-attacks-'));
  try {
    const outputFile = join(folder, 'report.json');
    const reporters = ['--reporter=json', `--outputFile=${outputFile}`];
    const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
    spawnSync(process.execPath, [vitest, 'run', ...reporters, ...files], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 900_000,
    });
    return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By at least one test, and by all that the row names. */
function wasRefused({ file, tests = '' }: Attack, { testResults }: Report): boolean {
  const tried = testResults
    .filter(({ name }) => name.endsWith(file))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.includes(tests));
  return tried.length > 0 && tried.every(({ status }) => status === 'passed');
}
