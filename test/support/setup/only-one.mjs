/**
 * Lets one process of this machine do a piece of set-up while the others wait: an atomic `mkdir` is the lock, its
 * modification time the holder's heartbeat. It saves work and is not a fence: after a break of 15 seconds a waiter takes
 * over, so running a task twice must do no harm (build aside, publish by rename). Plain JavaScript, because
 * install-packages.mjs runs before anything can run TypeScript.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 1_000;
const STALE_AFTER_MS = 15_000;
const POLL_EVERY_MS = 100;
const WAIT_AT_MOST_MS = 15 * 60_000;

export async function onlyOne(lockFolder, task, onWait = () => {}, signal = undefined) {
  await acquire(lockFolder, onWait, signal);
  const heartbeat = setInterval(() => touch(lockFolder), HEARTBEAT_MS);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    await rm(lockFolder, { recursive: true, force: true });
  }
}

async function acquire(lockFolder, onWait, signal) {
  const giveUpAt = Date.now() + WAIT_AT_MOST_MS;
  await mkdir(dirname(lockFolder), { recursive: true });
  let waiting = false;
  while (!(await tryToTake(lockFolder))) {
    if (!waiting) onWait();
    waiting = true;
    if (Date.now() > giveUpAt) {
      throw new Error(
        `Another run has held ${lockFolder} for 15 minutes. If none is running, remove that folder.`,
      );
    }
    if (await isStale(lockFolder)) await breakLock(lockFolder);
    else await sleep(POLL_EVERY_MS, undefined, { signal });
  }
}

async function tryToTake(lockFolder) {
  try {
    await mkdir(lockFolder);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(lockFolder) {
  try {
    return Date.now() - (await stat(lockFolder)).mtimeMs > STALE_AFTER_MS;
  } catch {
    return false; // given back in this instant
  }
}

// Renamed first: of two waiters only one can move the old lock away.
async function breakLock(lockFolder) {
  const aside = `${lockFolder}.${randomUUID()}`;
  try {
    await rename(lockFolder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch {
    // another waiter was quicker
  }
}

function touch(lockFolder) {
  const now = new Date();
  utimes(lockFolder, now, now).catch(() => {});
}
