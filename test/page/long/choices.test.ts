/** What a person chooses: filters, search, order, groups; and that a reload and Back keep it. */
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { demoFleet } from '../../../cli/dashboard/demo/fleet.ts';
import { NOW } from '../../support/world/browser-page.ts';
import { useFleet } from '../use-fleet.ts';

const fleet = useFleet(demoFleet(NOW));
let page: Page;
beforeEach(async () => {
  ({ page } = await fleet.look());
});

/** In the order of the table. */
function names(): Promise<string[]> {
  return page.getByRole('rowheader').getByRole('button').allTextContents();
}

function groups(): Promise<string[]> {
  return page.locator('tr.heading th').allTextContents();
}

it('filters by a tile, by two of them, and not at all again', async () => {
  const tile = (word: string) => page.getByRole('button', { name: word });

  await tile('not served').click();
  expect((await names()).sort()).toEqual(['grafana.lab.example', 'www.example.com']);
  expect(await tile('not served').getAttribute('aria-pressed')).toBe('true');
  await tile('at risk').click();
  expect((await names()).sort()).toEqual([
    'grafana.lab.example',
    'legacy.example.net',
    'search.shop.example',
    'www.example.com',
  ]);
  await page.getByRole('button', { name: 'Show all' }).click();
  expect(await names()).toHaveLength(40);
});

it('finds by a part of a name, of another name of the certificate, and of the state', async () => {
  const search = page.getByRole('searchbox');

  await search.fill('mx');
  expect(await names()).toEqual(['mx2.mail.example', 'mx1.mail.example']);
  await search.fill('basket.shop');
  expect(await names()).toEqual(['shop.example']);
  await search.fill('caa');
  expect(await names()).toEqual(['api.example.com']);
  await search.fill('nothing like it');
  expect(await page.getByText('No certificate fits this.').isVisible()).toBe(true);
});

const NEVER_ISSUED = ['build.lab.example', 'git.lab.example'];

it('sorts by a heading, and the other way round', async () => {
  await page.getByLabel('Group by').selectOption('none');
  await page.getByRole('button', { name: 'Expires' }).click();
  const first = await names();
  expect(await page.getByRole('columnheader', { name: 'Expires' }).getAttribute('aria-sort')).toBe(
    'ascending',
  );
  expect(first.slice(0, 4)).toEqual([
    'checkout.shop.example',
    'edge-dub.example.net',
    'grafana.lab.example',
    'status.example.com',
  ]);
  await page.getByRole('button', { name: 'Expires' }).click();
  expect(await page.getByRole('columnheader', { name: 'Expires' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  expect((await names()).filter((name) => !NEVER_ISSUED.includes(name))[0]).toBe('img.example.com');
});

it('groups by zone, the one with the most urgent certificate first, or not at all', async () => {
  expect((await groups()).map((text) => text.replace(/\d.*/, ''))).toContain('mail.example');
  expect((await groups()).length).toBeGreaterThanOrEqual(6);

  await page.getByLabel('Group by').selectOption('none');

  expect(await groups()).toEqual([]);
  expect(await names()).toHaveLength(40);
});

it('keeps what is chosen in its address, over a reload and with Back', async () => {
  await page.getByRole('button', { name: 'failing' }).first().click();
  await page.getByRole('searchbox').fill('example.com');
  await page.getByRole('button', { name: 'api.example.com', exact: true }).click();
  await page.getByRole('dialog', { name: 'api.example.com' }).waitFor();

  await page.reload();

  await page.getByRole('dialog', { name: 'api.example.com' }).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('example.com');
  expect(await names()).toEqual(['api.example.com']);
  await page.goBack();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await names()).toEqual(['api.example.com']);
});
