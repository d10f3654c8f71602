/**
 * Sums up a run of .ci/run: `node .ci/summary.mjs <vitest's JSON report> [name of a failed step]...`.
 * Its last line is "N passed, N failed"; it exits with 1 when anything failed. Plain JavaScript, because it
 * runs on the system's Node and without packages.
 */
import { readFileSync } from 'node:fs';

const [reportFile = '', ...failedSteps] = process.argv.slice(2);
const tests = countTests(reportFile);
const otherSteps = failedSteps.filter((name) => name !== 'tests');

// A run of the tests may fail although no test did: an error outside of them, or nothing that ran.
const incomplete = tests.fault ?? (failedSteps.includes('tests') ? 'the run of the tests failed' : undefined);
const failed = Math.max(tests.failed, incomplete ? 1 : 0) + otherSteps.length;

if (incomplete && tests.failed === 0) console.log(`failed: ${incomplete}`);
for (const name of otherSteps) console.log(`failed: ${name}`);
if (tests.skipped > 0) console.log(`${tests.skipped} skipped`);
console.log(`${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countTests(file) {
  const files = readTestFiles(file);
  if (!files) return { passed: 0, failed: 0, skipped: 0, fault: `there is no readable report ${file}` };
  const statuses = files.flatMap(statusesOf);
  const count = (status) => statuses.filter((found) => found === status).length;
  const passed = count('passed');
  const failed = count('failed');
  const skipped = statuses.length - passed - failed;
  return { passed, failed, skipped, fault: passed + failed === 0 ? 'no test ran' : undefined };
}

function readTestFiles(file) {
  try {
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(testResults) ? testResults : undefined;
  } catch {
    return undefined;
  }
}

/** One status a test; a file that failed without a failed test (it does not load, a hook throws) counts as one. */
function statusesOf({ status, assertionResults = [] }) {
  const statuses = assertionResults.map((test) => test.status);
  return status === 'failed' && !statuses.includes('failed') ? [...statuses, 'failed'] : statuses;
}
