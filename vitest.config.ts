import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/setup/longest-first.ts';
import { CACHE } from './test/support/setup/places.ts';

const TOOLS = 'test/support/setup/global-setup.ts';

// Each file above `unit` has a process of its own. With what V8 compiled for the ones before, it costs a third less.
process.env.NODE_COMPILE_CACHE ??= join(CACHE, 'node-compile');

// Four tiers, cheapest first, and the page in a real browser. Every tier above `unit` talks to real servers on loopback; a missing server fails its tests
// and says how to get it, it never skips them.
export default defineConfig({
  test: {
    // One more than there are cores: most tests above `unit` wait for servers, for claims to run out or for the queue. Each has
    // servers, ports and folders of its own, those of `e2e` too, so that all tiers run at once.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      // No test here waits for anything: the bound is for shared machines, where a process may stand still for seconds.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // A process for each file cost half of this tier's time. Our own modules are each file's own nevertheless.
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
        },
      },
      // A short form: `npm run test:page` runs test/page/long, too.
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/page/*.test.ts'],
          globalSetup: 'test/page/browser-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
