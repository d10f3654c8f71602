import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardOutput } from '../../../cli/terminal.ts';
import { whileWaiting } from '../../../cli/waiting.ts';

const WAIT = { words: 'asks AWS for example.com', mostMs: 60_000 };
const ERASED = '\r\u001b[2K';

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** What is written to it, as the terminal gets it. */
function aTerminal(changes: object = { isTTY: true, columns: 80, getColorDepth: () => 1 }) {
  const stderr = Object.assign(new PassThrough(), changes) as unknown as NodeJS.WriteStream & PassThrough;
  guardOutput(stderr);
  return { stderr, written: () => String(stderr.read() ?? '') };
}

const lasting = (ms: number) => () => new Promise((resolve) => setTimeout(resolve, ms, 'done'));

async function waited(ms: number, terminal = aTerminal(), json?: boolean) {
  const work = whileWaiting(WAIT, { stderr: terminal.stderr, json }, lasting(ms));
  await vi.advanceTimersByTimeAsync(ms);
  return { result: await work, written: terminal.written() };
}

describe('whileWaiting', () => {
  it('says what it waits for after a second, and since when, and takes it away at the end', async () => {
    expect(await waited(2_500)).toEqual({
      result: 'done',
      written: [
        `${ERASED}… asks AWS for example.com: 1 s, of 60 s at most`,
        `${ERASED}… asks AWS for example.com: 2 s, of 60 s at most`,
        ERASED,
      ].join(''),
    });
  });

  it('says nothing of what takes less', async () => {
    expect(await waited(900)).toEqual({ result: 'done', written: '' });
  });

  it.each([
    ['into a pipe', aTerminal({}), undefined],
    ['to a terminal without a width', aTerminal({ isTTY: true, columns: 0 }), undefined],
    ['beside an object for a program', aTerminal(), true],
  ])('writes nothing %s', async (_, terminal, json) => {
    expect((await waited(5_000, terminal, json)).written).toBe('');
  });

  it('takes the line away before a warning, and draws it again below', async () => {
    const { stderr, written } = aTerminal();
    const work = whileWaiting(WAIT, { stderr }, lasting(2_500));
    await vi.advanceTimersByTimeAsync(1_000);
    written();

    stderr.write('warning: one renewer cannot be read.\n');
    stderr.write('warning: nor can another.\n');
    await vi.advanceTimersByTimeAsync(1_500);
    await work;

    expect(written()).toBe(
      `${ERASED}warning: one renewer cannot be read.\nwarning: nor can another.\n${ERASED}… asks AWS for example.com: 2 s, of 60 s at most${ERASED}`,
    );
  });

  it('takes it away before it throws, cuts it, and shows no control characters', async () => {
    const { stderr, written } = aTerminal({ isTTY: true, columns: 30, getColorDepth: () => 1 });
    const wait = { words: 'asks AWS for \u001b[2Jexample.com', mostMs: 60_000 };
    const work = whileWaiting(wait, { stderr }, async () => {
      await lasting(1_500)();
      throw new Error('away');
    });
    const failed = expect(work).rejects.toThrow('away');
    await vi.advanceTimersByTimeAsync(1_500);
    await failed;

    expect(written()).toBe(`${ERASED}… asks AWS for  [2Jexample.c…${ERASED}`);
  });
});
