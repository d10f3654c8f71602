/** Where a life stands on the axis of time, in the pixels of a real browser. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, look, type ServedFleet, serveFleet } from '../support/world/browser-page.ts';
import { aFleet } from './fleets.ts';

let browser: Browser;
let fleet: ServedFleet;
beforeAll(async () => {
  // Now is 27 Nov 14:25.
  fleet = await serveFleet(
    aFleet({
      notBefore: '2026-10-30T14:25:00.000Z',
      notAfter: '2027-01-15T14:25:00.000Z',
      renewsAt: '2026-12-18T14:25:00.000Z',
      advice: {
        windowStartsAt: '2026-12-17T14:25:00.000Z',
        windowEndsAt: '2026-12-19T14:25:00.000Z',
        renewAt: '2026-12-18T14:25:00.000Z',
      },
    }),
  );
  browser = await launchBrowser();
});
afterAll(async () => {
  fleet?.close();
  await browser?.close();
});

/** On both sides of the axis. */
const PADDING = 8;

/** Where its begin or its middle stands, as a share of the axis. */
async function shareOf(page: Page, sign: Locator, part: 'begin' | 'middle' = 'middle'): Promise<number> {
  const axis = await page.getByRole('columnheader', { name: 'Life' }).boundingBox();
  const box = await sign.boundingBox();
  if (!axis || !box) throw new Error('It is not there.');
  const x = box.x + (part === 'begin' ? 0 : box.width / 2);
  return (x - axis.x - PADDING) / (axis.width - 2 * PADDING);
}

/** In six months, 84 days before now and 98 after it are shown; in a year 91 and 274. In shares of 182 and 365 days. */
it.each([
  ['6 months', { now: 0.4615, begin: 0.3077, window: 0.5769, renewal: 0.5769, expiry: 0.7308 }],
  ['a year', { now: 0.2493, begin: 0.1726, window: 0.3068, renewal: 0.3068, expiry: 0.3836 }],
])('shows now, the CA’s window, the renewal and the expiry in their places of %s', async (zoom, shares) => {
  const { page } = await look(browser, fleet.url);

  await page.getByRole('button', { name: zoom }).click();

  const life = page.getByRole('row', { name: 'img.example.com' }).locator('svg.life');
  expect(await shareOf(page, page.getByText('now', { exact: true }))).toBeCloseTo(shares.now, 2);
  expect(await shareOf(page, life.locator('.spent'), 'begin')).toBeCloseTo(shares.begin, 2);
  expect(await shareOf(page, life.locator('.window'))).toBeCloseTo(shares.window, 2);
  expect(await shareOf(page, life.locator('.renewal'))).toBeCloseTo(shares.renewal, 2);
  expect(await shareOf(page, life.locator('.expiry'))).toBeCloseTo(shares.expiry, 2);
});
