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

it('keeps what it knows of a reading that has another form in places, and shows the next one whole', async () => {
  const fleet = await serveFleet(aFleet());
  const { page, complaints } = await look(browser, `${fleet.url}#/DnscaleCerts/img.example.com`);
  const drawer = page.getByRole('dialog', { name: 'img.example.com' });
  const steps = drawer.getByRole('heading', { name: 'Steps' });
  await steps.waitFor();

  // As a release of another day may write them: a run without its time, and a token without its list.
  const { renewers, ...document } = aFleet({ history: [{ outcome: 'renewed', tookMs: 1 } as never] });
  const token = { ok: true, at: NOW.toISOString() } as never;
  fleet.show({ ...document, renewers: renewers.map((renewer) => ({ ...renewer, token })) });

  const unknown = 'What was read here has a form that this page does not know. Reload the page.';
  await drawer.getByText(unknown).waitFor();
  expect(await page.getByRole('main').getByText(unknown).count()).toBe(1);
  expect(await page.getByRole('row', { name: 'img.example.com' }).count()).toBe(1);
  await drawer.getByRole('button', { name: 'Close (Esc)' }).click();
  await drawer.waitFor({ state: 'hidden' });
  fleet.show(aFleet());
  await page.getByText(unknown).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'img.example.com' }).click();
  await steps.waitFor();
  expect(complaints).toEqual([]);
  fleet.close();
});

function aWords() {
  const [words] = aFleet().renewers.flatMap(({ certificates }) => certificates.map((one) => one.words));
  if (!words) throw new Error('The fleet is empty.');
  return { ...words, state: 'renewing' };
}
