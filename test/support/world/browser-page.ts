/**
 * A page of a fleet in a real browser. The fleet is served by the command's own server, from a document that the test gives, at a time
 * that stands still; what the browser complains of is kept.
 */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildPage } from '../../../cli/dashboard/build-page.ts';
import type { PageFailure, StatusDocument } from '../../../cli/dashboard/page-document.ts';
import { servePage } from '../../../cli/dashboard/serve.ts';
import { createToken } from '../../../cli/dashboard/token.ts';
import { createUpdates } from '../../../cli/dashboard/updates.ts';
import { ensureBrowser } from '../setup/browser.ts';

/** The page's time, unless a test says otherwise. */
export const NOW = new Date('2026-11-27T14:25:00Z');

export type ServedFleet = {
  /** With the token. */
  url: string;
  port: number;
  /** Another reading. */
  show(status: StatusDocument): void;
  fail(failure: PageFailure): void;
  close(): void;
};

export async function serveFleet(status: StatusDocument, isDemo = false): Promise<ServedFleet> {
  const token = createToken();
  const readingOf = (read: StatusDocument) => {
    const command = 'dnscale-certs dashboard --region eu-west-1';
    return { event: 'reading' as const, data: { readAt: NOW.toISOString(), isDemo, command, status: read } };
  };
  let newest = readingOf(status);
  const updates = createUpdates({ newest: () => [newest], began: () => {}, ended: () => {} });
  const { port, close } = await servePage({ files: await buildPage(), updates, token });
  return {
    url: `http://127.0.0.1:${port}/?token=${token.value}`,
    port,
    show(read) {
      newest = readingOf(read);
      updates.send(newest);
    },
    fail: (failure) => updates.send({ event: 'failure', data: failure }),
    close,
  };
}

/** Its sandbox needs rights that a container does not give; what it opens is ours. */
export async function launchBrowser(args: string[] = []): Promise<Browser> {
  const { executablePath, environment } = await ensureBrowser((line) => console.error(line));
  const env = { ...process.env, ...environment };
  return chromium.launch({ executablePath, chromiumSandbox: false, env, args });
}

export type Look = {
  page: Page;
  /** Errors of scripts, of the console and of the content security policy. */
  complaints: string[];
};

/** All rows of a fleet of 40 stand in one view. */
const TALL = { width: 1280, height: 2400 };

export type LookOptions = BrowserContextOptions & {
  /** @default NOW. `runs`: the machine's. */
  clock?: Date | 'runs';
};

/** The page of an address, with its first reading. */
export async function look(
  browser: Browser,
  url: string,
  { clock = NOW, ...options }: LookOptions = {},
): Promise<Look> {
  const context = await browser.newContext({
    viewport: TALL,
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  if (clock !== 'runs') await page.clock.setFixedTime(clock);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  await page
    .getByRole('table')
    .or(page.getByRole('heading', { name: /^No .* yet\.$/ }))
    .waitFor();
  return { page, complaints };
}
