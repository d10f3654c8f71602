/** The token file on the real file system. */
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTokenFile } from '../../../functions/files/token-file.ts';
import { aFolder } from './a-folder.ts';

async function aTokenFile(text: string, mode = 0o600) {
  const folder = await aFolder();
  await folder.write('token', text);
  const path = join(folder.path, 'token');
  await chmod(path, mode);
  return { path, folder, file: createTokenFile(path) };
}

describe('createTokenFile', () => {
  it.each(['dnscale_live_1\n', '{"token": "dnscale_live_1"}', ' "dnscale_live_1" '])(
    'reads %j',
    async (text) => {
      const { file } = await aTokenFile(text);

      expect(await file.readToken()).toBe('dnscale_live_1');
      expect(file.warnings()).toEqual([]);
    },
  );

  it('reads the file afresh each time', async () => {
    const { file, folder } = await aTokenFile('dnscale_live_1');
    await file.readToken();
    await folder.write('token', 'dnscale_live_2');

    expect(await file.readToken()).toBe('dnscale_live_2');
  });

  it.each([0o640, 0o604, 0o644])('warns once of a file of mode %o', async (mode) => {
    const { file, path } = await aTokenFile('dnscale_live_1', mode);

    await file.readToken();
    await file.readToken();

    expect(file.warnings()).toEqual([
      `The token file ${path} can be read by other users of this machine: chmod 600 ${path}`,
    ]);
  });

  it('fails without quoting what cannot be a token', async () => {
    const { file } = await aTokenFile('two words');

    const failure = await file.readToken().catch((thrown: Error) => thrown);

    expect(failure).toMatchObject({ code: 'token-missing', disposition: 'person' });
    expect(String(failure)).not.toContain('two words');
  });

  it('fails for a file that is not there', async () => {
    const { path } = await aFolder();

    await expect(createTokenFile(join(path, 'none')).readToken()).rejects.toMatchObject({
      code: 'token-missing',
      message: expect.stringContaining('does not exist'),
    });
  });
});
