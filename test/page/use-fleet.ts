/** A browser and a served fleet for all tests of a file; no page of one test stays beside those of the next. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { PageFailure, StatusDocument } from '../../cli/dashboard/page-document.ts';
import {
  type Look,
  type LookOptions,
  launchBrowser,
  look,
  type ServedFleet,
  serveFleet,
} from '../support/world/browser-page.ts';

export type UsedFleet = {
  /** Its page, in a window of its own. */
  look(options?: LookOptions): Promise<Look>;
  fail(failure: PageFailure): void;
};

export function useFleet(status: StatusDocument): UsedFleet {
  let fleet: ServedFleet;
  let browser: Browser;
  beforeAll(async () => {
    fleet = await serveFleet(status);
    browser = await launchBrowser();
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    fleet?.close();
    await browser?.close();
  });
  return {
    look: (options) => look(browser, fleet.url, options),
    fail: (failure) => fleet.fail(failure),
  };
}
