/** The token file on the real file system: regular, and a pipe that can be read only once. */
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import { createTokenFile } from '../../../functions/files/token-file.ts';
import { noDeadline } from '../../support/builders.ts';
import { aFolder } from './a-folder.ts';

const NEVER = noDeadline();

async function aTokenFile(text: string, mode = 0o600) {
  const folder = await aFolder();
  await folder.write('token', text);
  const path = join(folder.path, 'token');
  await chmod(path, mode);
  return { path, folder, file: createTokenFile(path, systemClock) };
}

async function aPipe() {
  const folder = await aFolder();
  await folder.write('beside', 'makes the folder');
  const path = join(folder.path, 'pipe');
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  return path;
}

describe('createTokenFile', () => {
  it.each(['dnscale_live_1\n', '{"token": "dnscale_live_1"}', ' "dnscale_live_1" '])(
    'reads %j',
    async (text) => {
      const { file } = await aTokenFile(text);

      expect(await file.readToken(NEVER)).toBe('dnscale_live_1');
      expect(file.warnings()).toEqual([]);
    },
  );

  it('keeps the token of the first reading, and reads the file afresh only when asked again', async () => {
    const { file, folder } = await aTokenFile('dnscale_live_1');
    await file.readToken(NEVER);
    await folder.write('token', 'dnscale_live_2');

    expect(await file.readToken(NEVER)).toBe('dnscale_live_1');
    expect(await file.readTokenAgain(NEVER)).toBe('dnscale_live_2');
  });

  it('reads a file again that was not there at first', async () => {
    const { file, folder } = await aTokenFile('dnscale_live_1');
    const missing = createTokenFile(join(folder.path, 'later'), systemClock);
    await expect(missing.readToken(NEVER)).rejects.toMatchObject({ code: 'token-missing' });
    await folder.write('later', 'dnscale_live_2');

    expect(await missing.readTokenAgain(NEVER)).toBe('dnscale_live_2');
    expect(await file.readTokenAgain(NEVER)).toBe('dnscale_live_1');
  });

  it.each([0o640, 0o604, 0o644])('warns once of a file of mode %o', async (mode) => {
    const { file, path } = await aTokenFile('dnscale_live_1', mode);

    await file.readToken(NEVER);
    await file.readTokenAgain(NEVER);

    expect(file.warnings()).toEqual([
      `The token file ${path} can be read by other users of this machine: chmod 600 ${path}`,
    ]);
  });

  it('fails without quoting what cannot be a token', async () => {
    const { file } = await aTokenFile('two words');

    const failure = await file.readToken(NEVER).catch((thrown: Error) => thrown);

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person' });
    expect(String(failure)).not.toContain('two words');
  });

  it('fails for a file that is not there, for a folder and for one that is too large', async () => {
    const { folder, file: _, path } = await aTokenFile('x'.repeat(70_000));
    const reasonFor = (given: string) =>
      createTokenFile(given, systemClock)
        .readToken(NEVER)
        .catch((thrown: Error) => thrown);

    expect(await reasonFor(join(folder.path, 'none'))).toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('does not exist'),
    });
    expect(await reasonFor(folder.path)).toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('is a folder'),
    });
    expect(await reasonFor(path)).toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('holds more than 64 KiB'),
    });
  });
});

describe('createTokenFile, for a named pipe', () => {
  it('reads it once: by many at the same time, and again after a refusal, it is the same token', async () => {
    const path = await aPipe();
    const file = createTokenFile(path, systemClock);

    const readings = Promise.all([file.readToken(NEVER), file.readToken(NEVER)]);
    await writeFile(path, 'dnscale_live_1\n');

    expect(await readings).toEqual(['dnscale_live_1', 'dnscale_live_1']);
    expect(await file.readTokenAgain(NEVER)).toBe('dnscale_live_1');
    expect(file.warnings()).toEqual([]);
  });

  it('fails at the deadline, with the deadline’s own error, where nobody writes', async () => {
    const file = createTokenFile(await aPipe(), systemClock);

    await expect(file.readToken(deadlineIn(100, systemClock, 'this test'))).rejects.toMatchObject({
      code: 'deadline-exceeded',
      message: expect.stringContaining('The time for this test is used up'),
    });
  });

  it('fails with the deadline’s own error, too, where that was over before and its timer is late', async () => {
    const file = createTokenFile(await aPipe(), systemClock);
    const late = { at: new Date(Date.now() - 1), signal: new AbortController().signal };

    await expect(file.readToken(late)).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});
