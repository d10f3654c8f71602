/** What the page does while updates arrive, stop arriving, and while it is hidden: by a source and a page that are played. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, isConnected, nowMs, reading } from '../../../../../cli/dashboard/page/state.ts';
import { followUpdates, lost } from '../../../../../cli/dashboard/page/updates.ts';
import { statusJson } from '../../../../../cli/status/status-json.ts';
import { AT, FULL, renewerOf } from '../../status/fleet.ts';

const READING = {
  readAt: '2026-11-27T03:20:00.000Z',
  isDemo: false,
  command: 'dnscale-certs dashboard',
  status: statusJson([renewerOf([FULL])], [], AT),
};

class Source {
  isClosed = false;
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }

  emit(type: string, data?: unknown): void {
    this.#listeners.get(type)?.({ data });
  }

  close(): void {
    this.isClosed = true;
  }
}

function played() {
  const sources: Source[] = [];
  let onVisibility = () => {};
  const answers = { status: 200 as number | undefined };
  const page = {
    hidden: false,
    addEventListener: (_: string, listener: () => void) => {
      onVisibility = listener;
    },
  };
  const open = () => {
    const source = new Source();
    sources.push(source);
    return source;
  };
  const ask = async () => {
    if (answers.status === undefined) throw new TypeError('Failed to fetch');
    return answers.status;
  };
  followUpdates({ page, open, ask });
  const show = (isShown: boolean) => {
    page.hidden = !isShown;
    onVisibility();
  };
  return { sources, answers, show, last: () => sources.at(-1) ?? expect.fail('no source') };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-27T03:20:12.000Z') });
  reading.value = undefined;
  failure.value = undefined;
  isConnected.value = false;
  lost.value = undefined;
});

afterEach(() => {
  vi.useRealTimers();
});

describe('followUpdates', () => {
  it('takes readings and failures as they arrive', () => {
    const { last } = played();
    last().emit('open');
    last().emit('reading', JSON.stringify(READING));
    expect(isConnected.value).toBe(true);
    expect(reading.value).toEqual(JSON.parse(JSON.stringify(READING)));

    const expired = { at: '2026-11-27T03:21:00.000Z', code: 'aws-failed', message: 'The token has expired.' };
    last().emit('failure', JSON.stringify(expired));
    expect(failure.value).toEqual(expired);
    expect(reading.value?.readAt).toBe('2026-11-27T03:20:00.000Z');

    last().emit('reading', JSON.stringify(READING));
    expect(failure.value).toBeUndefined();
  });

  it('keeps what it has when a message is broken, and says so', () => {
    const { last } = played();
    last().emit('reading', JSON.stringify(READING));
    last().emit('reading', '{"readAt":');

    expect(reading.value?.readAt).toBe('2026-11-27T03:20:00.000Z');
    expect(failure.value).toMatchObject({ at: '2026-11-27T03:20:12.000Z', advice: 'Reload the page.' });

    failure.value = undefined;
    last().emit('failure', 'null');
    expect(failure.value).toMatchObject({ at: '2026-11-27T03:20:12.000Z', advice: 'Reload the page.' });
  });

  it('is closed while the page is hidden, and open at once when it is shown', () => {
    const { sources, show, last } = played();
    last().emit('open');
    show(false);
    vi.advanceTimersByTime(3_600_000);
    expect(sources.map(({ isClosed }) => isClosed)).toEqual([true]);

    show(true);
    expect(sources.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('opens nothing in a tab that begins in the background', () => {
    const { sources, show } = played();
    show(false);
    show(false);

    expect(sources).toHaveLength(1);
  });

  it('connects again after pauses that double, up to half a minute', async () => {
    const { sources, last } = played();
    const begunMs = [Date.now()];
    for (let count = 0; count < 7; count += 1) {
      last().emit('error');
      const before = sources.length;
      while (sources.length === before) await vi.advanceTimersByTimeAsync(500);
      begunMs.push(Date.now());
    }

    const pauses = begunMs.slice(1).map((ms, index) => ms - (begunMs[index] ?? 0));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(sources.slice(0, -1).every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('says that the command has ended where nobody answers, until it is there again', async () => {
    const { answers, last } = played();
    last().emit('open');
    answers.status = undefined;
    last().emit('error');
    await vi.advanceTimersByTimeAsync(0);
    expect([isConnected.value, lost.value]).toEqual([false, 'ended']);

    await vi.advanceTimersByTimeAsync(1_000);
    last().emit('open');
    expect([isConnected.value, lost.value]).toEqual([true, undefined]);
  });

  it.each([
    [401, 'refused'],
    [503, 'crowded'],
    [500, undefined],
  ])('makes of an answer %d that it is %s', async (status, loss) => {
    const { answers, last } = played();
    answers.status = status;
    last().emit('error');
    await vi.advanceTimersByTimeAsync(0);

    expect(lost.value).toBe(loss);
  });

  it('has what it shows as new as the last reading that changed nothing', () => {
    const { last } = played();
    last().emit('unchanged', '{"readAt":"2026-11-27T03:19:00.000Z"}');
    expect(reading.value).toBeUndefined();

    last().emit('reading', JSON.stringify(READING));
    const { status } = reading.value ?? expect.fail('no reading');
    failure.value = { at: '2026-11-27T03:20:05.000Z', code: 'aws-failed', message: 'The token has expired.' };
    last().emit('unchanged', '{"readAt":"2026-11-27T03:20:10.000Z"}');
    expect(reading.value).toMatchObject({ readAt: '2026-11-27T03:20:10.000Z', isDemo: false, status });
    expect(reading.value?.status).toBe(status);
    expect(failure.value).toBeUndefined();

    last().emit('unchanged', '{"readAt":"soon"}');
    expect(reading.value?.readAt).toBe('2026-11-27T03:20:10.000Z');
    expect(failure.value).toMatchObject({ advice: 'Reload the page.' });
  });

  it('says nothing of a connection that broke while the command is there', async () => {
    const { last } = played();
    last().emit('error');
    await vi.advanceTimersByTimeAsync(0);

    expect(lost.value).toBeUndefined();
  });

  it('hears no more of a source that it has closed', () => {
    const { sources, show } = played();
    show(false);
    show(true);
    sources[0]?.emit('reading', JSON.stringify(READING));

    expect(reading.value).toBeUndefined();
  });

  it('ticks at each half minute of the clock, and not while it is hidden', () => {
    const { show } = played();
    const times: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      vi.advanceTimersToNextTimer();
      times.push(new Date(nowMs.value).toISOString().slice(14, 19));
    }
    expect(times).toEqual(['20:30', '21:00', '21:30']);

    show(false);
    expect(vi.getTimerCount()).toBe(0);

    vi.setSystemTime(new Date('2026-11-27T04:00:07.000Z'));
    show(true);
    expect(new Date(nowMs.value).toISOString()).toBe('2026-11-27T04:00:07.000Z');
  });
});
