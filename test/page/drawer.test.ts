/** One certificate beside the table: its steps with the one that fails, what to do, the command on the clipboard. And axe. */
import { expect, it } from 'vitest';
import { demoFleet } from '../../cli/dashboard/demo/fleet.ts';
import { NOW } from '../support/world/browser-page.ts';
import { violationsOf } from './axe.ts';
import { useFleet } from './use-fleet.ts';

const fleet = useFleet(demoFleet(NOW));

it('shows the step that fails open, with what to do, and puts the command on the clipboard', async () => {
  const { page, complaints } = await fleet.look({
    permissions: ['clipboard-read', 'clipboard-write'],
  });

  await page.getByRole('button', { name: 'api.example.com', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'api.example.com' });

  const steps = drawer.locator('section > ol.chain > li');
  expect(
    (await steps.allTextContents()).map((text) => text.replace(/,? (done|failed|to come).*$/s, ' $1')),
  ).toEqual(['definition done', 'readiness failed', 'order to come', '6 steps done']);
  const failing = steps.nth(1);
  expect(await failing.textContent()).toContain('none of them lets in letsencrypt.org. No order was made.');
  expect(await failing.getByText('example.com. CAA 0 issue "letsencrypt.org"').isVisible()).toBe(true);
  await drawer.getByRole('button', { name: 'Copy dnscale-certs renew api.example.com' }).first().click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('dnscale-certs renew api.example.com');
  expect(await drawer.getByRole('status').filter({ hasText: 'Copied' }).count()).toBe(1);
  expect(await violationsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('tells where it is, what uses it, what its probes see and what its runs did', async () => {
  const { page } = await fleet.look();

  await page.getByRole('button', { name: 'www.example.com', exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'www.example.com' });
  const said = (await drawer.innerText()).replaceAll(/\s+/g, ' ');

  expect(said).toContain('Not served at 2 of 3 places.');
  expect(said).toContain('Secrets Manager');
  expect(said).toContain('origin-1.example.com:443');
  expect(said).toContain('the connection was refused');
  expect(said).toContain('Runs of the last 30 days');
  expect(said).toContain('renewed');

  await page.goto(`${page.url().replace(/#.*/, '')}#/DnscaleCerts/example.com`);
  const other = page.getByRole('dialog', { name: 'example.com', exact: true });
  expect((await other.innerText()).replaceAll(/\s+/g, ' ')).toContain('used by');
});

it('scrolls to its end on a phone that is turned, and can be closed from there', async () => {
  const { page } = await fleet.look({ viewport: { width: 844, height: 390 }, hasTouch: true });

  await page.getByRole('button', { name: 'api.example.com', exact: true }).tap();
  const drawer = page.getByRole('dialog', { name: 'api.example.com' });
  const end = drawer.getByText('Times are in UTC.');
  await end.scrollIntoViewIfNeeded();

  const [head, last] = [await drawer.locator('.drawer-head').boundingBox(), await end.boundingBox()];
  expect(head?.y).toBe(0);
  // The head leaves most of it to what is read.
  expect(head?.height).toBeLessThan(390 / 4);
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(390);
  await drawer.getByRole('button', { name: 'Close (Esc)' }).tap();
  await drawer.waitFor({ state: 'hidden' });
});
