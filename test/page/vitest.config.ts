/** `npm run test:page`: all tests of the page. The short ones of them are part of `npm test`, too (vitest.config.ts). */
import { defineConfig } from 'vitest/config';
import { REPOSITORY } from '../support/setup/places.ts';

export default defineConfig({
  test: {
    root: REPOSITORY,
    name: 'page',
    include: ['test/page/**/*.test.ts'],
    globalSetup: 'test/page/browser-setup.ts',
    // axe takes ten times as long on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
