/** Where a life stands on the axis of time, in the pixels of a real browser. */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoFleet } from '../../cli/dashboard/demo/fleet.ts';
import { launchBrowser, look, NOW, type ServedFleet, serveFleet } from '../support/world/browser-page.ts';
import { aFleet, fleetOf } from './fleets.ts';

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

/** 34 % of six months are the days from five before now to nine after it; before them stand 79 days, after them 89. */
it('draws the days around now wider where some live for six days, so that their lives can be read', async () => {
  const well = aFleet().renewers.flatMap(({ certificates }) => certificates);
  const short = {
    certificateName: 'short.example.com',
    notBefore: '2026-11-27T02:25:00.000Z',
    notAfter: '2026-12-03T14:25:00.000Z',
    renewsAt: '2026-11-30T14:25:00.000Z',
    advice: undefined,
  };
  const mixed = await serveFleet(fleetOf([...well, ...well.map((one) => ({ ...one, ...short }))]));
  const { page } = await look(browser, mixed.url);

  await page.getByRole('button', { name: '6 months' }).click();

  const life = page.getByRole('row', { name: 'short.example.com' }).locator('svg.life');
  expect(await shareOf(page, page.getByText('now', { exact: true }))).toBeCloseTo(0.4318, 2);
  expect(await shareOf(page, life.locator('.renewal'))).toBeCloseTo(0.5046, 2);
  expect(await shareOf(page, life.locator('.expiry'))).toBeCloseTo(0.5775, 2);
  mixed.close();
});

/** How far the colours behind words are apart, of 255, without the words themselves. */
async function contrastBehind(page: Page, words: Locator): Promise<unknown> {
  await page.evaluate(`for (const one of document.querySelectorAll('tbody :is(.why, .name), tbody :is(.why, .name) *'))
    one.style.color = 'transparent'`);
  const clip = await words.boundingBox();
  if (!clip) throw new Error('It is not there.');
  const picture = await page.screenshot({ clip, animations: 'disabled' });
  // The policy of the page itself lets no script draw.
  const blank = await page.context().newPage();
  return blank.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${picture.toString('base64')}';
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const channels = [0, 1, 2].map((channel) => data.filter((_, index) => index % 4 === channel));
    return Math.max(...channels.map((one) => one.reduce((a, b) => Math.max(a, b)) - one.reduce((a, b) => Math.min(a, b))));
  })()`);
}

it.each([
  ['at a desk', { width: 1280, height: 900 }, 'td.state .why'],
  ['at a desk, under the pointer', { width: 1280, height: 900 }, 'td.state .why'],
  ['on a phone', { width: 390, height: 844 }, 'td.state .why'],
  ['on a phone', { width: 390, height: 844 }, 'th.name'],
])('draws no line of time through the words of a row %s: %o, %s', async (where, viewport, words) => {
  const troubled = await serveFleet(demoFleet(NOW));
  const { page } = await look(browser, troubled.url, { viewport });
  const row = page.getByRole('row', { name: 'checkout.shop.example' });
  await row.scrollIntoViewIfNeeded();
  if (where.endsWith('pointer')) await row.hover();

  // A tick is 20 darker than what is beside it.
  expect(await contrastBehind(page, row.locator(words))).toBeLessThanOrEqual(2);
  troubled.close();
});
