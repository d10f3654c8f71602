/** `dnscale-certs dashboard --demo` as a person starts it, in a real browser: what it shows, and that it needs nothing else. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, look } from '../support/world/browser-page.ts';
import { type Running, startDnscaleCerts } from '../support/world/command-line.ts';

let browser: Browser;
let command: Running;
let url: string;
beforeAll(async () => {
  // No AWS: whatever it asked there would fail.
  const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_EC2_METADATA_DISABLED: 'true' };
  command = startDnscaleCerts(['dashboard', '--demo', '--no-open'], nowhere);
  [browser, url] = await Promise.all([launchBrowser(), command.untilLine('http://127.0.0.1:')]);
  url = url.trim();
});
afterAll(async () => {
  command?.signal('SIGKILL');
  await browser?.close();
});

/** What the page says of each state: the word of its group or of its error. */
const STATES = {
  'checkout.shop.example': 'expired: not delegated',
  'pay.shop.example': 'revoked',
  'search.shop.example': 'at risk: DNScale is away',
  'cdn.shop.example': 'ready',
  'returns.shop.example': 'removed',
  'lists.example.org': 'name servers lag',
  'old.example.org': 'removed, in use',
  'api.example.com': 'CAA forbids',
  'www.example.com': 'served 1 of 3',
  'auth.example.com': 'renewing',
  'lab.example': 'not checked',
  'grafana.lab.example': 'served 0 of 1',
  'git.lab.example': 'record unreadable',
  'legacy.example.net': 'at risk: DNSSEC broken',
  'api.example.net': 'CA is away',
  'build.lab.example': 'waiting',
};

it('shows each state, and how many certificates need somebody, without AWS', async () => {
  const { page, complaints } = await look(browser, url, { clock: 'runs' });

  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('9 of 40 need you.');
  const tiles = page.getByRole('group', { name: 'Show only' }).getByRole('button');
  expect(await tiles.allTextContents()).toEqual([
    '7failing',
    '2at risk',
    '2not served',
    '2expiring soon',
    '2renewing',
    '25ready',
    '2removed',
  ]);
  const rows = page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: /\.example|example\./ }) });
  expect(await rows.count()).toBe(40);
  for (const [name, state] of Object.entries(STATES)) {
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) });
    expect(await row.locator('td.state .word').textContent(), name).toBe(state);
  }
  expect(complaints).toEqual([]);
});

it('keeps no token in the address, and what it loads comes from the command alone', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));

  await page.goto(url);
  await page.getByRole('table').waitFor();

  const { origin } = new URL(url);
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  expect(page.url()).not.toContain(new URL(url).searchParams.get('token'));
  expect(new Set(asked.filter((one) => one !== 'null'))).toEqual(new Set([origin]));
  expect(await page.evaluate('document.cookie')).toBe('');
});

it('ends with Ctrl-C while a page is open, and the page says so with the command to start again', async () => {
  const { page } = await look(browser, url, { clock: 'runs' });

  command.signal('SIGINT');

  expect(await command.ended).toMatchObject({ exitCode: 130, stderr: '' });
  const said = page.getByRole('status').filter({ hasText: 'The command has ended.' });
  await said.waitFor();
  expect(await said.getByText('dnscale-certs dashboard --demo', { exact: true }).count()).toBe(1);
  expect(await page.getByRole('table').count()).toBe(1);
});
