/** Killing what a server of the local world has started, and nothing else, with real processes of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { killDescendant } from '../../support/world/kill-descendant.ts';

describe('killDescendant', () => {
  it('kills what a child has started, and resolves when it is gone', async () => {
    const { child, grandchild } = await startFamily();

    await killDescendant(grandchild);

    // Gone, or dead and not yet collected by its parent.
    expect(await childrenOf(child)).toBe('');
  });

  it.each([
    ['this process', () => process.pid],
    ['the process above it', () => process.ppid],
    ['the first process of the machine', () => 1],
    ['a process that is there no more', () => endedProcess()],
  ])('fails without a signal for %s', async (_, find) => {
    const pid = await find();

    await expect(killDescendant(pid)).rejects.toThrow(
      `the process ${pid} was not started from here: it is not killed`,
    );
  });

  it('fails without a signal for what another process has started', async () => {
    const { child, grandchild } = await startFamily();
    const module = JSON.stringify(new URL('../../support/world/kill-descendant.ts', import.meta.url));
    const script = `const { killDescendant } = await import(${module}); await killDescendant(${grandchild});`;
    const stranger = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    stranger.stderr.on('data', (text) => {
      told += text;
    });
    await once(stranger, 'close');

    expect(told).toContain(`the process ${grandchild} was not started from here: it is not killed`);
    expect(await childrenOf(child)).toBe(String(grandchild));
  });
});

/** A shell that has started a process and waits for it. Both end with the test. */
async function startFamily(): Promise<{ child: number; grandchild: number }> {
  const shell = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; wait; read -r _'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(shell.stdout, 'data');
  const grandchild = Number(String(line).trim());
  onTestFinished(async () => {
    if ((await childrenOf(shell.pid ?? 0)) !== '') await killDescendant(grandchild);
    shell.kill('SIGKILL');
  });
  return { child: shell.pid ?? 0, grandchild };
}

async function endedProcess(): Promise<number> {
  const child = spawn('/bin/true');
  await once(child, 'close');
  return child.pid ?? 0;
}

/** Their numbers, of those that live. */
async function childrenOf(pid: number): Promise<string> {
  const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const stats = await Promise.all(
    pids.map((each) => readFile(`/proc/${each}/stat`, 'utf8').catch(() => ') Z')),
  );
  return pids.filter((_, index) => !/\) [ZX]/.test(stats[index] ?? '')).join(' ');
}
