/** The lock on the real file system, held by real processes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../../functions/files/folder-lock.ts';
import { aFolder } from './a-folder.ts';

const LOCK = '.dnscale-certs/lock';

async function startSleeper(): Promise<{ pid: number; kill(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, kill };
}

describe('lockFolder', () => {
  it('holds the folder until it is given up', async () => {
    const folder = await aFolder();

    const unlock = await lockFolder(folder);
    expect(await folder.read(LOCK)).toBe(String(process.pid));
    await unlock();

    expect(await folder.read(LOCK)).toBeUndefined();
  });

  it('fails while the process that holds it lives, and takes it over afterwards', async () => {
    const folder = await aFolder();
    const holder = await startSleeper();
    await folder.write(LOCK, String(holder.pid));

    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(`process ${holder.pid}`),
    });
    await holder.kill();

    await (await lockFolder(folder))();
  });

  it.each(['', 'rubbish', '-1', '0', '1.5', String(process.pid)])(
    'takes over a lock of "%s"',
    async (holder) => {
      const folder = await aFolder();
      await folder.write(LOCK, holder);

      await lockFolder(folder);

      expect(await folder.read(LOCK)).toBe(String(process.pid));
    },
  );

  it('gives an abandoned lock to one of three processes', async () => {
    const folder = await aFolder();
    const holder = await startSleeper();
    await holder.kill();
    await folder.write(LOCK, String(holder.pid));
    // Prints the outcome, and stays alive as a holder does.
    const program = `
      const { lockFolder } = await import(${JSON.stringify(moduleUrl('folder-lock'))});
      const { createFolder } = await import(${JSON.stringify(moduleUrl('folder'))});
      const folder = createFolder(${JSON.stringify(folder.path)});
      console.log(await lockFolder(folder).then(() => 'held', ({ code }) => code));
      setInterval(() => {}, 1000);`;

    const outcomes = await Promise.all([contend(program), contend(program), contend(program)]);

    expect(outcomes.sort()).toEqual(['held', 'store-failed', 'store-failed']);
  });
});

function moduleUrl(name: string): string {
  return new URL(`../../../functions/files/${name}.ts`, import.meta.url).href;
}

async function contend(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return said.toString().trim();
}
