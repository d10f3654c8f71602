import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../../support/setup/run-command.ts';
import { makeTemporaryFolder, removeFolder } from '../../../support/world/temporary-folder.ts';

/** An environment whose PATH begins with a new folder. */
async function pathWithNewFolder(): Promise<{ folder: string; environment: NodeJS.ProcessEnv }> {
  const parent = await makeTemporaryFolder('path');
  onTestFinished(() => removeFolder(parent));
  const folder = join(parent, 'bin');
  await mkdir(folder);
  return { folder, environment: { PATH: [folder, process.env.PATH].join(delimiter) } };
}

describe('runCommand', () => {
  it('gives what the command wrote', async () => {
    const result = await runCommand('sh', ['-c', 'echo out; echo err >&2'], { timeoutMs: 5_000 });

    expect(result.ok).toBe(true);
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('fails with the exit code and the last line', async () => {
    const result = await runCommand('sh', ['-c', 'echo first; echo no space left; exit 3'], {
      timeoutMs: 5_000,
    });

    expect(result).toMatchObject({ ok: false, reason: 'exit code 3: no space left' });
  });

  it('fails when there is no such command', async () => {
    const result = await runCommand('no-such-command', [], { timeoutMs: 5_000 });

    expect(result).toMatchObject({ ok: false, reason: 'not found' });
  });

  it('fails when there is no such command and a folder on PATH may not be read', async () => {
    const { folder, environment } = await pathWithNewFolder();
    await chmod(folder, 0o000); // for root without effect
    onTestFinished(() => chmod(folder, 0o700));

    const result = await runCommand('no-such-command', [], { timeoutMs: 5_000, environment });

    expect(result).toMatchObject({ ok: false, reason: 'not found' });
  });

  it('fails when the only such file on PATH may not be executed', async () => {
    const { folder, environment } = await pathWithNewFolder();
    await writeFile(join(folder, 'no-such-command'), 'exit 0\n', { mode: 0o644 });

    const result = await runCommand('no-such-command', [], { timeoutMs: 5_000, environment });

    expect(result).toMatchObject({ ok: false, reason: 'not found' });
  });

  it('fails when the command takes too long', async () => {
    const result = await runCommand('sleep', ['60'], { timeoutMs: 20 });

    expect(result).toMatchObject({ ok: false, reason: 'stopped after 0.02 s: no output' });
  });

  it('fails when it is interrupted, also before it began', async () => {
    const interruption = new AbortController();
    const running = runCommand('sleep', ['60'], { timeoutMs: 60_000, signal: interruption.signal });
    interruption.abort();
    const late = runCommand('sleep', ['60'], { timeoutMs: 60_000, signal: interruption.signal });

    const interrupted = { ok: false, reason: 'interrupted: no output' };
    expect(await Promise.all([running, late])).toMatchObject([interrupted, interrupted]);
  });
});
