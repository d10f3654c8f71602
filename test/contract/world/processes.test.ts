/** Real child processes of the system's shell. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NODE_COMMANDS } from '../../support/setup/places.ts';
import { PortTakenError } from '../../support/world/ports.ts';
import { hostEnvironment, startProcess, waitUntilReady } from '../../support/world/processes.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeTemporaryFolder('processes');
});
afterEach(() => removeFolder(folder));

const shell = (script: string) =>
  startProcess({
    name: 'sh',
    command: 'sh',
    args: ['-c', script],
    environment: hostEnvironment(folder),
    folder,
  });

describe('startProcess', () => {
  it('keeps what the process wrote and its exit code', async () => {
    const child = shell('echo out; echo err >&2; exit 7');

    expect(await child.ended).toBe(7);
    expect(child.output()).toBe('out\nerr\n');
    expect(child.hasEnded()).toBe(true);
  });

  it("gives the process the project's Node 24 and none of the user's AWS settings", async () => {
    vi.stubEnv('AWS_PROFILE', 'production');

    const child = shell('node --version; echo "<$AWS_PROFILE>"');
    await child.ended;

    vi.unstubAllEnvs();
    expect(child.output()).toMatch(/^v24\.\d+\.\d+\n<>\n$/);
  });

  it('asks a process to end before it kills', async () => {
    const child = shell('trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.02; done');
    await vi.waitUntil(() => child.output() === 'up\n');

    await child.stop();

    expect(child.output()).toBe('up\nbye\n');
  });

  it('kills a process that will not end, and its children', async () => {
    const child = shell('trap "" TERM; sh -c "trap \'\' TERM; echo \\$\\$; while :; do sleep 0.02; done"');
    await vi.waitUntil(() => /^\d+\n$/.test(child.output()));
    const grandchild = Number(child.output());

    await child.stop(50);

    await vi.waitUntil(() => !isAlive(grandchild));
  });

  it('ends the process and removes its folder when we are killed ourselves', {
    timeout: 15_000,
  }, async () => {
    const killed = await runAndKillItself(`
      import { startProcess, hostEnvironment } from ${JSON.stringify(import.meta.resolve('../../support/world/processes.ts'))};
      startProcess({ name: 'sh', command: 'sh', args: ['-c', 'echo $$; exec sleep 60'], folder: ${JSON.stringify(folder)},
        environment: hostEnvironment(${JSON.stringify(folder)}) });
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
    `);

    expect(killed).toBe('SIGKILL');
    await vi.waitUntil(() => !existsSync(folder), { timeout: 10_000 });
  });
});

describe('waitUntilReady', () => {
  const never = () => Promise.reject(new Error('refused'));

  it('fails with the output when the process ends before it is ready', async () => {
    const child = shell('echo no such profile; exit 1');

    const waiting = waitUntilReady(child, never, { name: 'The server', timeoutMs: 10_000 });

    await expect(waiting).rejects.toThrow('The server ended at once. Its output:\nno such profile');
  });

  it('fails with the last refusal when the process is not ready in time', async () => {
    const child = shell('exec sleep 60');

    const waiting = waitUntilReady(child, never, { name: 'The server', timeoutMs: 50 });

    await expect(waiting).rejects.toThrow('The server was not ready in 50 ms (refused)');
    await child.stop(0);
  });

  it('fails with PortTakenError when the output says so, for another try on another port', async () => {
    const child = shell('echo "listen tcp 127.0.0.1:80: bind: address already in use"; exit 1');

    const waiting = waitUntilReady(child, never, { name: 'The server', timeoutMs: 10_000 });

    await expect(waiting).rejects.toThrow(PortTakenError);
  });
});

/** A zombie, which its parent has not collected, counts as dead; signal 0 would find it. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}

function runAndKillItself(code: string): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = execFile(join(NODE_COMMANDS, 'node'), ['--input-type=module', '-e', code]);
    child.on('exit', (_, signal) => resolve(signal));
  });
}
