import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { onlyOne } from '../../../support/setup/only-one.mjs';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'only-one-'));
  lock = join(folder, 'tool.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('onlyOne', () => {
  it('lets one caller work at a time', async () => {
    let working = 0;
    let most = 0;
    const work = async () => {
      working += 1;
      most = Math.max(most, working);
      await new Promise(setImmediate);
      working -= 1;
    };

    await Promise.all([onlyOne(lock, work), onlyOne(lock, work), onlyOne(lock, work)]);

    expect(most).toBe(1);
  });

  it('returns what the task returns and gives the lock back', async () => {
    expect(await onlyOne(lock, async () => 'made')).toBe('made');
    expect(existsSync(lock)).toBe(false);
  });

  it('fails with what the task throws and gives the lock back', async () => {
    const failing = onlyOne(lock, async () => {
      throw new Error('no compiler');
    });

    await expect(failing).rejects.toThrow('no compiler');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over a lock whose holder has died', async () => {
    const longAgo = new Date(Date.now() - 60_000);
    await mkdir(lock);
    await utimes(lock, longAgo, longAgo);

    expect(await onlyOne(lock, async () => 'made')).toBe('made');
  });

  it('tells once that it waits', async () => {
    const told: string[] = [];
    const finish = await holdLock();
    const second = onlyOne(
      lock,
      async () => 'second',
      () => {
        told.push('waiting');
        finish();
      },
    );

    expect(await second).toBe('second');
    expect(told).toEqual(['waiting']);
  });

  it('fails when the wait is interrupted', async () => {
    const interruption = new AbortController();
    const finish = await holdLock();

    const second = onlyOne(
      lock,
      async () => 'second',
      () => interruption.abort(),
      interruption.signal,
    );

    await expect(second).rejects.toThrow('aborted');
    finish();
  });

  /** Returns once the lock is taken; what it returns gives it back. */
  function holdLock(): Promise<() => void> {
    return new Promise((isTaken) => {
      const held = onlyOne(lock, () => new Promise<void>((finish) => isTaken(finish)));
      onTestFinished(() => held);
    });
  }
});
