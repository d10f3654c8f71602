/** The page of the real command in a real browser, over the AWS emulator: what a renewal changes arrives by itself. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Aws, startAws } from '../support/world/aws.ts';
import { launchBrowser, look } from '../support/world/browser-page.ts';
import { aFailure, aStateItem, deployTables, inDays } from './renewer-world.ts';

let aws: Aws;
let browser: Browser;
beforeAll(async () => {
  [aws, browser] = await Promise.all([startAws(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await aws?.stop();
});

it('shows a renewal as soon as its run has ended, and what AWS refuses with what to do', async () => {
  const world = await deployTables(aws, { region: 'eu-west-1' });
  await world.declare('example.com');
  await world.put(aStateItem('example.com', 2.5, aFailure('CAA lets in another CA only.')));
  const command = world.start('dashboard', '--no-open');
  const url = (await command.untilLine('http://127.0.0.1:')).trim();
  const { page, complaints } = await look(browser, url, { clock: 'runs' });
  const row = page.getByRole('row', { name: 'example.com' });
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('1 of 1 needs you.');
  expect(await row.locator('td.state .word').textContent()).toBe('CAA forbids');
  expect(await row.locator('td.expires').textContent()).toMatch(/^2 d/);

  await world.put(
    aStateItem('example.com', 89.5, {
      history: [
        { at: inDays(0), outcome: 'renewed', tookMs: 15_000, serial: '0a1b2c', notAfter: inDays(89.5) },
      ],
    }),
  );

  await page.getByRole('heading', { name: 'example.com is well.' }).waitFor({ timeout: 20_000 });
  expect(await row.locator('td.state').textContent()).toBe('ready');
  expect(await row.locator('td.expires').textContent()).toMatch(/^89 d/);
  expect(await page.getByText('live', { exact: true }).count()).toBe(1);
  await aws.stop();
  const said = page.getByRole('status').filter({ hasText: 'Not read at' });
  await said.waitFor({ timeout: 40_000 });
  expect(complaints).toEqual([]);
  command.signal('SIGINT');
  expect((await command.ended).exitCode).toBe(130);
});
