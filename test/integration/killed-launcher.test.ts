/** The launcher where Node is too old: a real process that starts another one with the clone's Node, killed by real signals. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../cli/bin.mjs', import.meta.url));
/** This Node, which takes itself for an old one; its child does not. */
const AS_NODE_20 = `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.0.0'}})`;

/** A command that waits for a token on its standard input, for a minute. */
function startWaiting(): ChildProcess {
  const launcher = spawn(process.execPath, [AS_NODE_20, LAUNCHER, 'token', 'set', '--token-file', '-'], {
    env: { PATH: process.env.PATH, AWS_REGION: 'eu-central-1' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  onTestFinished(() => void launcher.kill('SIGKILL'));
  return launcher;
}

/** Without what has ended and only waits for its parent, whoever that is now. */
function livingProcesses(): { pid: number; parent: number }[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' });
  return listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state?.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

async function childOf({ pid: launcher }: ChildProcess): Promise<number> {
  for (;;) {
    const child = livingProcesses().find(({ parent }) => parent === launcher);
    if (child) return child.pid;
    await pause(50);
  }
}

function isAlive(pid: number): boolean {
  return livingProcesses().some((one) => one.pid === pid);
}

describe('the launcher on an old Node', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
    'leaves no process behind when it gets %s',
    async (signal) => {
      const launcher = startWaiting();
      const child = await childOf(launcher);
      onTestFinished(() => void (isAlive(child) && process.kill(child, 'SIGKILL')));
      await pause(300);
      expect(isAlive(child)).toBe(true);

      launcher.kill(signal);

      // It hears of it once its modules are loaded.
      await expect.poll(() => isAlive(child), { timeout: 30_000, interval: 100 }).toBe(false);
    },
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('exits as a shell has it at %s', async (signal, exitCode) => {
    const launcher = startWaiting();
    await childOf(launcher);
    await pause(300);

    launcher.kill(signal);

    expect(await once(launcher, 'exit')).toEqual([exitCode, null]);
  });
});
