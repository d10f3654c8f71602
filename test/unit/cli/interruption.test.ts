import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onInterruption, untilDone } from '../../../cli/interruption.ts';

let told: number;
let left: number[];
let host: EventEmitter & { exit(code: number): void };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  told = 0;
  left = [];
  host = Object.assign(new EventEmitter(), { exit: (code: number) => void left.push(code) });
});

afterEach(() => {
  vi.useRealTimers();
});

const start = () =>
  onInterruption(() => {
    told += 1;
  }, host);

describe('onInterruption', () => {
  it('does nothing while no signal comes', () => {
    const { signal, exitCode } = start();

    expect([signal.aborted, exitCode(), told]).toEqual([false, undefined, 0]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('ends the work on %s', (name, code) => {
    const { signal, exitCode } = start();

    host.emit(name, name);

    expect(signal.reason).toMatchObject({ code: 'interrupted' });
    expect([exitCode(), told, left]).toEqual([code, 1, []]);
  });

  it('takes a second signal that follows at once for the same', () => {
    start();

    host.emit('SIGINT', 'SIGINT');
    vi.advanceTimersByTime(400);
    host.emit('SIGINT', 'SIGINT');

    expect([told, left]).toEqual([1, []]);
  });

  it('ends the process on a second signal', () => {
    start();

    host.emit('SIGINT', 'SIGINT');
    vi.advanceTimersByTime(600);
    host.emit('SIGINT', 'SIGINT');

    expect([told, left]).toEqual([1, [130]]);
  });

  it('handles no signal once it is stopped', () => {
    const { stop, signal } = start();

    stop();
    host.emit('SIGINT', 'SIGINT');

    expect([signal.aborted, host.listenerCount('SIGINT')]).toEqual([false, 0]);
  });
});

describe('untilDone', () => {
  it('lets work end that has begun, and hears an interruption at its end', async () => {
    const work = async () => {
      host.emit('SIGINT', 'SIGINT');
      await new Promise((resolve) => setImmediate(resolve));
      return 'written';
    };

    expect(await untilDone(work, host)).toEqual({ value: 'written', exitCode: 130 });
    expect([left, host.listenerCount('SIGINT')]).toEqual([[], 0]);
  });

  it('has no exit code without one, and throws what the work throws', async () => {
    expect(await untilDone(async () => 'written', host)).toEqual({ value: 'written', exitCode: undefined });
    await expect(untilDone(() => Promise.reject(new Error('away')), host)).rejects.toThrow('away');
    expect(host.listenerCount('SIGINT')).toBe(0);
  });
});
