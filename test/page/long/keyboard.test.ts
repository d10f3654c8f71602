/** Everything from the keyboard: no pointer touches the page here. */
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { demoFleet } from '../../../cli/dashboard/demo/fleet.ts';
import { NOW } from '../../support/world/browser-page.ts';
import { useFleet } from '../use-fleet.ts';

const fleet = useFleet(demoFleet(NOW));
let page: Page;
beforeEach(async () => {
  ({ page } = await fleet.look({
    viewport: { width: 1280, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  }));
});

/** The words of what has the focus. */
function focused(): Promise<string> {
  return page.evaluate(
    'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""',
  );
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

it('searches, walks through the rows, opens one, copies its command and goes back to the row', async () => {
  await press('/');
  expect(await focused()).toBe('Search by name or state');
  await page.keyboard.type('api.example');
  await press('ArrowDown');
  const row = await focused();
  expect(['api.example.com', 'api.example.net']).toContain(row);
  await press('j');
  expect(await focused()).not.toBe(row);
  await press('k', 'Enter');
  await page.getByRole('dialog', { name: row }).waitFor();
  await expect.poll(focused).toBe(row);
  for (let i = 0; i < 12 && !/^Copy dnscale-certs renew/.test(await focused()); i++) await press('Tab');
  await press('Enter');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`dnscale-certs renew ${row}`);
  await press('Escape');
  await page.getByRole('dialog', { name: row }).waitFor({ state: 'hidden' });
  expect(await focused()).toBe(row);
});

it('shows the next certificate beside the table with j, also one that was far out of view', async () => {
  await press('j', 'Enter');
  const first = await focused();
  for (let i = 0; i < 30; i++) await press('j');

  const dialog = page.getByRole('dialog');
  await expect
    .poll(async () => (await dialog.getByRole('heading', { level: 2 }).textContent()) !== first)
    .toBe(true);
  const name = (await dialog.getByRole('heading', { level: 2 }).textContent()) ?? '';
  const row = page.getByRole('button', { name, exact: true });
  await expect.poll(() => row.boundingBox().then((box) => box && box.y > 0 && box.y < 900)).toBe(true);
});

it('lists its keys with ?, and Esc closes the list', async () => {
  await press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  await list.waitFor();
  expect(await list.getByText('search').count()).toBeGreaterThan(0);
  await press('Escape');
  await list.waitFor({ state: 'hidden' });
});

it('reaches each tile, choice and row by Tab, in the order in which they are seen', async () => {
  const seen: string[] = [];
  for (let i = 0; i < 30; i++) {
    await press('Tab');
    seen.push((await focused()).replaceAll(/\s+/g, ' ').slice(0, 24));
  }

  const order = [
    '7failing',
    '25ready',
    'Search by name or state',
    '2 weeks',
    'a year',
    'Name',
    'Last run',
    'checkout.shop.example',
  ];
  expect(seen.filter((words) => order.includes(words))).toEqual(order);
});
