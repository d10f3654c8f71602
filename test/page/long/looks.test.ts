/** axe finds nothing to complain of, however the page is looked at. */
import { expect, it } from 'vitest';
import { demoFleet } from '../../../cli/dashboard/demo/fleet.ts';
import { type LookOptions, NOW } from '../../support/world/browser-page.ts';
import { violationsOf } from '../axe.ts';
import { useFleet } from '../use-fleet.ts';

const fleet = useFleet(demoFleet(NOW));

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const LOOKS: [string, LookOptions][] = [
  ['in light', { colorScheme: 'light', viewport: DESK }],
  ['in dark', { colorScheme: 'dark', viewport: DESK }],
  ['in forced colours', { forcedColors: 'active', viewport: DESK }],
  ['on a phone', { viewport: PHONE, hasTouch: true }],
  ['on a phone in dark', { viewport: PHONE, hasTouch: true, colorScheme: 'dark' }],
];

it.each(LOOKS)('has no violation %s, with the drawer closed and open', async (_, options) => {
  const { page, complaints } = await fleet.look(options);

  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'checkout.shop.example', exact: true }).click();
  await page.getByRole('dialog', { name: 'checkout.shop.example' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('has no violation with the list of keys open, and with a failure told', async () => {
  const { page } = await fleet.look({ viewport: DESK });

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  fleet.fail({
    at: NOW.toISOString(),
    code: 'aws-failed',
    message: 'It failed.',
    advice: 'Run `aws sso login`.',
  });
  await page.getByRole('status').filter({ hasText: 'It failed.' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
});

/** Nothing is cut off at the side, at any width. */
it.each([320, 390, 760, 1024, 1280, 1920])('fits a window %d px wide', async (width) => {
  const { page } = await fleet.look({ viewport: { width, height: 900 } });

  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
});
