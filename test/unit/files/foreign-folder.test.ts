import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openForeignFolder } from '../../../functions/files/foreign-folder.ts';
import { writeClientFolder } from '../../support/client-folders/client-folders.ts';

const FILES = { 'a/one.pem': 'one', 'a/link.pem': { link: '../b/two.pem' }, 'b/two.pem': 'two' };

describe('openForeignFolder', () => {
  it('reads and lists what is there, also over links inside', async () => {
    const folder = await openForeignFolder(await writeClientFolder(FILES));

    expect(await folder.list('a')).toEqual(['link.pem', 'one.pem']);
    expect(await folder.read('a/link.pem')).toBe('two');
    expect(await folder.read('a/none.pem')).toBeUndefined();
    expect(await folder.read('a/one.pem/deeper')).toBeUndefined();
    expect(await folder.list('none')).toBeUndefined();
    expect(await folder.list('a/one.pem')).toBeUndefined();
  });

  it.each([
    ['a file', '/etc/hostname', 'read'],
    ['a folder', '/etc', 'list'],
    ['a parent', '../..', 'list'],
  ] as const)('fails at a link to %s outside', async (_, target, act) => {
    const path = await writeClientFolder(FILES);
    await symlink(target, join(path, 'out'));
    const folder = await openForeignFolder(path);

    await expect(folder[act]('out')).rejects.toThrow('out leads out of the folder.');
  });

  it('fails at a link to a sibling whose name begins alike', async () => {
    const path = await writeClientFolder({ ...FILES, 'a2/one.pem': 'one', 'a/out': { link: '../a2' } });

    await expect((await openForeignFolder(join(path, 'a'))).list('out')).rejects.toThrow(
      'leads out of the folder',
    );
  });

  it('fails at links that lead in a circle', async () => {
    const path = await writeClientFolder({ ...FILES, one: { link: 'other' }, other: { link: 'one' } });

    await expect((await openForeignFolder(path)).read('one')).rejects.toThrow('one cannot be read (ELOOP).');
  });

  it('fails at a file that is too long, and reads no more of it', async () => {
    const path = await writeClientFolder(FILES);
    await truncate(join(path, 'a/one.pem'), 4 * 1024 ** 3);

    await expect((await openForeignFolder(path)).read('a/one.pem')).rejects.toThrow('is longer than 256 KiB');
  });

  it('waits for no pipe', async () => {
    const path = await writeClientFolder(FILES);
    await promisify(execFile)('mkfifo', [join(path, 'pipe')]);

    await expect((await openForeignFolder(path)).read('pipe')).rejects.toThrow('pipe is not a file.');
  });

  it('fails at a folder with more entries than any client has', async () => {
    const path = await writeClientFolder(FILES);
    for (let i = 0; i < 5_001; i += 1) writeFileSync(join(path, 'b', String(i)), '');

    await expect((await openForeignFolder(path)).list('b')).rejects.toThrow('b has more than 5000 entries.');
  });

  it.each([
    ['that is not there', 'none'],
    ['that is a file', 'a/one.pem'],
  ])('fails at a folder %s', async (_, inside) => {
    const path = join(await writeClientFolder(FILES), inside);

    await expect(openForeignFolder(path)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `There is no folder ${path}. Give the folder of the client: /etc/letsencrypt of certbot, .lego of lego, ~/.acme.sh of acme.sh.`,
    });
  });
});
