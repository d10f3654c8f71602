/** What the page says when readings fail: why, what to do, and how old that is which it shows. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, look, NOW, serveFleet } from '../../support/world/browser-page.ts';
import { aFleet } from '../fleets.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it('says that the credentials ran out and how to renew them, keeps the table, and forgets it with the next reading', async () => {
  const fleet = await serveFleet(aFleet());
  const { page, complaints } = await look(browser, fleet.url);
  const said = page.getByRole('status').filter({ hasText: 'Not read at 14:25 UTC.' });

  fleet.fail({
    at: NOW.toISOString(),
    code: 'aws-failed',
    message: 'AWS has refused the credentials: they have expired.',
    advice: 'Renew them: `aws sso login`.',
  });

  await said.waitFor();
  const words = (await said.innerText()).replaceAll(/\s+/g, ' ');
  expect(words).toContain('they have expired.');
  expect(words).toContain('aws sso login');
  expect(words).toContain('What is shown is as of 14:25 UTC.');
  expect(await page.getByRole('table').count()).toBe(1);
  fleet.show(aFleet());
  await said.waitFor({ state: 'hidden' });
  expect(complaints).toEqual([]);
  fleet.close();
});

it('shows another reading at once, where the person is: the drawer stays open and shows what is new', async () => {
  const fleet = await serveFleet(aFleet());
  const { page } = await look(browser, fleet.url);
  await page.getByRole('button', { name: 'img.example.com' }).click();
  const drawer = page.getByRole('dialog', { name: 'img.example.com' });
  await drawer.waitFor();

  fleet.show(aFleet({ state: 'renewing', words: { ...aWords(), headline: 'A run works on it now.' } }));

  await drawer.getByText('A run works on it now.').first().waitFor();
  expect(
    await page.getByRole('row', { name: 'img.example.com' }).locator('td.state').textContent(),
  ).toContain('renewing');
  fleet.close();
});

function aWords() {
  const [words] = aFleet().renewers.flatMap(({ certificates }) => certificates.map((one) => one.words));
  if (!words) throw new Error('The fleet is empty.');
  return { ...words, state: 'renewing' };
}
