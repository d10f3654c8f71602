import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const TOOLS = 'test/support/setup/global-setup.ts';

const PROOFS = 'test/integration/proofs.test.ts';

/** It takes as long as a third of all others: begun last, it would run alone at the end. */
class ProofsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (moduleId.endsWith(PROOFS) ? 0 : 1);
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

// Four tiers, cheapest first. Every tier above `unit` talks to real servers on loopback; a missing server fails its tests
// and says how to get it, it never skips them.
export default defineConfig({
  test: {
    // One worker for each core: most tests wait for servers. The default leaves one core free.
    maxWorkers: '100%',
    sequence: { sequencer: ProofsFirst },
    projects: [
      // No test here waits for anything: the bound is for shared machines, where a process may stand still for seconds.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          setupFiles: 'test/support/setup/fresh-modules.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          // After all others, since each deploys the whole stack.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
