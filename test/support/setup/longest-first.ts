/**
 * The order in which the files of tests begin: those that take longest first, else one of them would run alone at the end.
 * Vitest knows by itself how long a file takes only where it has run before, and a fresh clone has run nothing.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first. Part of their time is waiting, so the others run meanwhile. */
export const LONG_FILES = [
  'test/integration/proofs-kills.test.ts',
  'test/integration/proofs-hangs.test.ts',
  'test/e2e/killed-lambda.test.ts',
  'test/e2e/deployed-renewer.test.ts',
  'test/e2e/least-privilege.test.ts',
  'test/integration/proofs.test.ts',
  'test/e2e/failed-deployment.test.ts',
  'test/e2e/bad-neighbours.test.ts',
  'test/e2e/first-minutes.test.ts',
  'test/integration/dns-pathologies.test.ts',
  'test/contract/infra/package.test.ts',
  'test/integration/doctor.test.ts',
  'test/integration/dnscale-answers.test.ts',
  'test/integration/try.test.ts',
  'test/integration/renew-many.test.ts',
  'test/integration/renew.test.ts',
  'test/integration/proofs-servers.test.ts',
  'test/integration/logs.test.ts',
  'test/integration/dashboard-page.test.ts',
  'test/page/drawer.test.ts',
  'test/unit/programs/proofs/year.test.ts',
  'test/unit/programs/proofs/parsers.test.ts',
  'test/unit/docs/code-blocks.test.ts',
];

/** The cheapest come last: they fill up what is left of the time. */
const TIERS = ['e2e', 'page', 'integration', 'contract', 'unit'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return inOrder(await super.sort(files));
  }
}

/** Files of equal rank keep their order, and those of one tier stay together: files of the unit tier hand on their process. */
export function inOrder<File extends Pick<TestSpecification, 'moduleId'>>(files: readonly File[]): File[] {
  return files.toSorted((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
}

function rankOf(path: string): number {
  const long = LONG_FILES.findIndex((file) => path.endsWith(`/${file}`));
  return long >= 0 ? long : LONG_FILES.length + TIERS.findIndex((tier) => path.includes(`/test/${tier}/`));
}
