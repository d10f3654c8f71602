/** Fleets of every size: none, one, all well, a thousand. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusDocument } from '../../../cli/dashboard/page-document.ts';
import { type Look, launchBrowser, look, serveFleet } from '../../support/world/browser-page.ts';
import { violationsOf } from '../axe.ts';
import { aFleet, aLargeFleet, fleetOf } from '../fleets.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const DESK = { viewport: { width: 1280, height: 900 } };

async function withFleet(status: StatusDocument, test: (looked: Look) => Promise<void>): Promise<void> {
  const fleet = await serveFleet(status);
  try {
    const looked = await look(browser, fleet.url, DESK);
    await test(looked);
    expect(looked.complaints).toEqual([]);
  } finally {
    fleet.close();
  }
}

it('says what to do first where there is no renewer, and where there is no certificate', async () => {
  await withFleet({ schema: 1, renewers: [], unreadable: [] }, async ({ page }) => {
    expect(await page.getByText('npx dnscale-certs init').isVisible()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
  await withFleet(fleetOf([]), async ({ page }) => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('No certificates yet.');
    expect(await page.getByText('npx cdk deploy').isVisible()).toBe(true);
  });
});

it('is calm where the only certificate is well', async () => {
  await withFleet(aFleet(), async ({ page }) => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('img.example.com is well.');
    expect(await page.getByRole('rowheader').getByRole('button').allTextContents()).toEqual([
      'img.example.com',
    ]);
  });
});

it('shows a thousand at once, scrolls to the last one, and finds one of them while it is typed', async () => {
  await withFleet(aLargeFleet(1_000), async ({ page }) => {
    expect(await page.getByText('1000 shown').isVisible()).toBe(true);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toMatch(/^10\d\d$/);
    // Only those in view are drawn.
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await page.getByLabel('Group by').selectOption('none');
    await page.getByRole('button', { name: 'Name' }).click();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: /^n00999/ }).waitFor();
    await page.getByRole('searchbox').fill('n00500');
    await page.getByText('1 of 1000 shown').waitFor();
    await page.getByRole('button', { name: /^n00500/ }).click();
    await page.getByRole('dialog', { name: /^n00500/ }).waitFor();
  });
});
