/**
 * Carries out the attacks that a security review ran against the product, as tests that CI runs too, and prints a line for
 * each. A row whose test fails, or is gone, fails this program: an attack is refused only where a test has tried it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS, type Attack } from './attack-rows.ts';

type Assertion = { fullName: string; status: string; failureMessages?: string[] };

type Report = {
  testResults: { name: string; assertionResults: Assertion[] }[];
};

const report = runTests([...new Set(ATTACKS.map(({ file }) => file))]);
for (const row of ATTACKS) {
  const tried = testsOf(row, report);
  const isRefused = tried.length > 0 && tried.every(({ status }) => status === 'passed');
  console.log(`${isRefused ? 'refused' : 'NOT REFUSED'}: ${row.attack} (${row.file})`);
  if (isRefused) continue;
  process.exitCode = 1;
  if (tried.length === 0) console.log('  No test has tried it.');
  for (const { failureMessages = [] } of tried) for (const message of failureMessages) console.log(message);
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

/** An attack is refused by at least one test, and by all that its row names. */
function testsOf({ file, tests = '' }: Attack, { testResults }: Report): Assertion[] {
  return testResults
    .filter(({ name }) => name.endsWith(file))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.includes(tests));
}
