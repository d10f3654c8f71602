import { defineConfig } from 'vitest/config';

const TOOLS = 'test/support/setup/global-setup.ts';

// Four tiers, cheapest first. Every tier above `unit` talks to real servers on loopback; a server that is
// missing makes its tests fail and says how to get it, it never skips them.
export default defineConfig({
  test: {
    projects: [
      // No test here waits for anything: the bound is for machines that are shared, where one may stand still for seconds.
      {
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 30_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: TOOLS,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
