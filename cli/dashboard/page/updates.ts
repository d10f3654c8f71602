/**
 * The server's updates, as long as the page is in view: readings and failures, and whether they arrive. What arrives is foreign: a
 * message of another form is told, and changes nothing. The page's clock runs here, too. It gets the browser passed, and touches none.
 */
import { batch, signal } from '@preact/signals';
import type { PageFailure } from '../page-document.ts';
import { failureIn, readAtIn, readingIn } from './messages.ts';
import { failure, isConnected, nowMs, reading } from './state.ts';

/**
 * Why nothing arrives: the command has `ended`, or it has `refused` this page's cookie, or has no room for one page more (`crowded`).
 * @default - it arrives, or is asked for again
 */
export const lost = signal<Loss | undefined>(undefined);

export type Loss = 'ended' | 'refused' | 'crowded';

type Listener = (event: { data?: unknown }) => void;

export type Browser = {
  page: { readonly hidden: boolean; addEventListener(type: 'visibilitychange', listener: () => void): void };
  /** A new EventSource. */
  open(): { addEventListener(type: string, listener: Listener): void; close(): void };
  /** The status of an answer of the server, since an EventSource tells none. It rejects where nobody answers. */
  ask(): Promise<number>;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const TICK_MS = 30_000;

const LOSSES = new Map<number, Loss>([
  [401, 'refused'],
  [503, 'crowded'],
]);

export function followUpdates({ page, open, ask }: Browser): void {
  let source: ReturnType<Browser['open']> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;

  const connect = () => {
    const mine = open();
    source = mine;
    const on = (type: string, listener: Listener) =>
      mine.addEventListener(type, (event) => source === mine && listener(event));
    on('open', () => {
      pauseMs = FIRST_PAUSE_MS;
      isConnected.value = true;
      lost.value = undefined;
    });
    // In one: the table is arranged once for each.
    on('reading', ({ data }) => batch(() => takeReading(data)));
    on('unchanged', ({ data }) => batch(() => takeUnchanged(data)));
    on('failure', ({ data }) => {
      failure.value = failureIn(data) ?? unreadable();
    });
    on('error', () => void reconnect());
  };

  /** The browser would try again by itself, but always at the same pace, and not after each error. */
  const reconnect = async () => {
    disconnect();
    isConnected.value = false;
    again = setTimeout(connect, pauseMs);
    const mine = again;
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    const status = await ask().catch(() => undefined);
    if (again !== mine || source) return;
    lost.value = status === undefined ? 'ended' : LOSSES.get(status);
  };

  const disconnect = () => {
    source?.close();
    source = undefined;
    clearTimeout(again);
  };

  const tick = () => {
    nowMs.value = Date.now();
    ticking = setTimeout(tick, TICK_MS - (Date.now() % TICK_MS));
  };

  // A browser has six connections for all tabs of one origin: those in the background would take them all.
  const follow = () => {
    disconnect();
    clearTimeout(ticking);
    if (page.hidden) return;
    pauseMs = FIRST_PAUSE_MS;
    tick();
    connect();
  };
  page.addEventListener('visibilitychange', follow);
  follow();
}

function takeReading(data: unknown): void {
  const read = readingIn(data);
  failure.value = read ? undefined : unreadable();
  if (!read) return;
  reading.value = read;
  nowMs.value = Date.now();
}

/** A page that has missed the reading itself has nothing to make newer. */
function takeUnchanged(data: unknown): void {
  const at = readAtIn(data);
  failure.value = at && reading.value ? undefined : unreadable();
  if (at && reading.value) reading.value = { ...reading.value, readAt: at };
}

function unreadable(): PageFailure {
  return {
    at: new Date().toISOString(),
    code: 'unexpected',
    message: 'An update of the command has another form than this page knows.',
    advice: 'Reload the page.',
  };
}
