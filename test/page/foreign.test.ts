/** Whoever has no token, and whatever other page asks, gets nothing: a real browser tries it, with the cookie of an open page. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, look, type ServedFleet, serveFleet } from '../support/world/browser-page.ts';
import { aCertificate, aFleet } from './fleets.ts';

let browser: Browser;
let fleet: ServedFleet;
let attacker: Server;
/** Of whoever came to the attacker's port. */
const cookiesSent: (string | undefined)[] = [];
beforeAll(async () => {
  fleet = await serveFleet(aFleet());
  // As a name server of the attacker's does it (DNS rebinding).
  browser = await launchBrowser(['--host-resolver-rules=MAP rebound.test 127.0.0.1']);
  attacker = createServer(({ headers }, response) => {
    cookiesSent.push(headers.cookie);
    response.setHeader('Content-Type', 'text/html').end('<title>Another page</title>');
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  fleet?.close();
  attacker?.close();
  await browser?.close();
});

async function statusOf(page: Page, url: string): Promise<number | undefined> {
  return (await page.goto(url))?.status();
}

it('is refused without a token, and with a wrong one', async () => {
  const page = await browser.newPage();

  expect(await statusOf(page, `http://127.0.0.1:${fleet.port}/`)).toBe(401);
  expect(await statusOf(page, `http://127.0.0.1:${fleet.port}/?token=${'A'.repeat(43)}`)).toBe(401);
  expect(await page.textContent('body')).toContain(
    'Open the whole address that `dnscale-certs dashboard` has printed',
  );
  expect(await page.getByRole('table').count()).toBe(0);
});

it('is refused under another name that leads here, also with the right token', async () => {
  const page = await browser.newPage();

  const url = fleet.url.replace('127.0.0.1', 'rebound.test');

  expect(await statusOf(page, url)).toBe(421);
});

/** The statuses of all answers, also of those that the browser keeps from the page. */
async function answersTo(page: Page): Promise<number[]> {
  const answers: number[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Network.responseReceivedExtraInfo', ({ statusCode }) => answers.push(statusCode));
  await session.send('Network.enable');
  return answers;
}

/** Each asks for what the open page may read, and tells what became of it. */
const ATTACKS: Record<string, string> = {
  'reads it': `fetch(url, { credentials: 'include' }).then(() => 'read', () => 'refused')`,
  'sends a request': `fetch(url, { credentials: 'include', mode: 'no-cors' }).then(({ type }) => type, () => 'refused')`,
  'follows its updates': `new Promise((resolve) => {
    const source = new EventSource(url + 'updates', { withCredentials: true });
    source.onmessage = source.onopen = () => resolve('read');
    source.onerror = () => resolve('refused');
  })`,
  'runs its script': `new Promise((resolve) => {
    const script = document.createElement('script');
    script.onload = () => resolve('read');
    script.onerror = () => resolve('refused');
    script.src = url + 'page.js';
    document.head.append(script);
  })`,
};

it.each([
  ['127.0.0.1', 'another port of this machine'],
  ['rebound.test', 'another site'],
])('is refused to a page of %s: %s', async (host) => {
  const { page: open } = await look(browser, fleet.url);
  const page = await open.context().newPage();
  const { port } = attacker.address() as AddressInfo;
  await page.goto(`http://${host}:${port}/`);
  const answers = await answersTo(page);

  const url = JSON.stringify(open.url());
  const became: Record<string, unknown> = {};
  for (const [name, attack] of Object.entries(ATTACKS)) {
    became[name] = await page.evaluate(`{ const url = ${url}; ${attack} }`);
  }

  // Of a request in `no-cors`, a page sees that there was an answer, and nothing of it; CORP refuses it even that.
  expect(became).toEqual({
    'reads it': 'refused',
    'sends a request': 'refused',
    'follows its updates': 'refused',
    'runs its script': 'refused',
  });
  expect(answers.length).toBeGreaterThan(2);
  expect(new Set(answers)).toEqual(new Set([403]));
});

it('gives its cookie to no other port of this machine, where another user may listen', async () => {
  const { page: open } = await look(browser, fleet.url);
  const page = await open.context().newPage();
  const { port } = attacker.address() as AddressInfo;
  cookiesSent.length = 0;

  await page.goto(`http://127.0.0.1:${port}/`);
  await page.goto(`http://127.0.0.1:${port}/page.js`);
  await page.evaluate(`fetch('/updates', { credentials: 'include' })`);

  expect(cookiesSent).toEqual([undefined, undefined, undefined]);
});

it('is shown in no frame of another page', async () => {
  const { page: open } = await look(browser, fleet.url);
  const page = await open.context().newPage();
  const { port } = attacker.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  const answers = await answersTo(page);

  await page.evaluate(`new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = resolve;
    frame.src = '${open.url()}';
    document.body.append(frame);
  })`);

  expect(answers).toEqual([403]);
  expect(await page.frames()[1]?.evaluate('document.scripts.length')).toBe(0);
});

it('shows what others wrote as they wrote it: no element, no link, and nothing to copy as a command', async () => {
  const written =
    '<img src=x onerror=alert(1)><a href="javascript:alert(1)">here</a> Run `curl evil.example`: aws s3 rb';
  const { words, steps, history, probes, advice, ...certificate } = aCertificate('status.example.com');
  const foreign = await serveFleet(
    aFleet({
      ...certificate,
      words: { ...words, state: written, headline: written, why: written },
      steps: steps.map((step) => ({ ...step, is: 'failed', saw: written })),
      history: history.map((run) => ({ ...run, message: written })),
      probes: probes.map((probe) => ({ ...probe, reason: written })),
      advice: advice && { ...advice, explanationUrl: 'javascript:alert(1)' },
      domainNames: [written],
      owner: written,
    }),
  );
  const { page, complaints } = await look(browser, foreign.url);
  await page.getByRole('button', { name: 'status.example.com' }).click();
  const drawer = page.getByRole('dialog', { name: 'status.example.com' });
  await drawer.waitFor();

  expect(await drawer.getByText(written).count()).toBeGreaterThan(5);
  expect(await page.locator('img, a').count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Copy curl' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Copy aws' }).count()).toBe(0);
  expect(complaints).toEqual([]);
  foreign.close();
});
