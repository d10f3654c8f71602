/** The folder on the real file system. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder } from '../../../functions/files/folder.ts';
import { aFolder } from './a-folder.ts';

const modeOf = async (...path: string[]) => (await stat(join(...path))).mode & 0o777;

describe('createFolder', () => {
  it('reads what it wrote, and finds no other file', async () => {
    const folder = await aFolder();

    await folder.write('state/one.txt', 'first');
    await folder.write('state/one.txt', 'second');

    expect(await folder.read('state/one.txt')).toBe('second');
    expect(await folder.read('state/two.txt')).toBeUndefined();
  });

  it('makes a file once', async () => {
    const folder = await aFolder();

    expect(await folder.create('key.pem', 'mine')).toBe(true);
    expect(await folder.create('key.pem', 'yours')).toBe(false);
    expect(await folder.read('key.pem')).toBe('mine');
  });

  it('lets one of many makers win', async () => {
    const folder = await aFolder();
    const texts = Array.from({ length: 20 }, (_, index) => `maker ${index}`);

    const made = await Promise.all(texts.map((text) => folder.create('lock', text)));

    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await folder.read('lock')).toBe(texts[made.indexOf(true)]);
  });

  it('makes the folders above it, and fails where there is no place for one', async () => {
    const { path } = await aFolder();
    const below = createFolder(join(path, 'a', 'b', 'c'));

    await below.write('cert.pem', 'PEM');

    expect(await below.read('cert.pem')).toBe('PEM');
    // Here Node's own recursive mkdir never ends.
    const nowhere = createFolder('/proc/no-such-folder/below');
    await expect(nowhere.write('cert.pem', 'PEM')).rejects.toMatchObject({ code: 'store-failed' });
  });

  it('replaces none of several files when one of them cannot be written, and leaves no draft', async () => {
    const folder = await aFolder();
    await folder.write('cert.pem', 'OLD');
    await folder.write('below', 'A FILE');

    const writing = folder.writeAll([
      ['cert.pem', 'NEW'],
      ['below/chain.pem', 'NEW'],
    ]);

    await expect(writing).rejects.toMatchObject({
      code: 'store-failed',
      subject: join(folder.path, 'below/chain.pem'),
    });
    expect(await folder.read('cert.pem')).toBe('OLD');
    expect(await readdir(folder.path)).toEqual(['below', 'cert.pem']);
  });

  it('replaces several files in their order, so that the last one tells of all, and leaves no draft where that ends half-way', async () => {
    const folder = await aFolder();
    await mkdir(join(folder.path, 'chain.pem'));

    const writing = folder.writeAll([
      ['cert.pem', 'NEW'],
      ['chain.pem', 'NEW'],
      ['bundle.pem', 'NEW'],
    ]);

    await expect(writing).rejects.toMatchObject({ subject: join(folder.path, 'chain.pem') });
    expect(await readdir(folder.path)).toEqual(['cert.pem', 'chain.pem']);
    expect(await folder.read('cert.pem')).toBe('NEW');
  });

  it('makes nothing to see that nobody else has a hand in it', async () => {
    const { path } = await aFolder();

    await createFolder(join(path, 'not/yet')).expectOwn();

    expect(await readdir(path)).toEqual([]);
  });

  it('leaves no draft behind', async () => {
    const folder = await aFolder();

    await folder.write('cert.pem', 'PEM');
    await folder.create('cert.pem', 'other');

    expect(await readdir(folder.path)).toEqual(['cert.pem']);
  });

  it('keeps everything but certificates to its owner', async () => {
    const folder = await aFolder();

    for (const file of ['cert.pem', 'chain.pem', 'fullchain.pem', 'privkey.pem', 'bundle.pem']) {
      await folder.write(file, 'PEM');
    }
    await folder.write('own/state.json', '{}');

    expect(await modeOf(folder.path, 'cert.pem')).toBe(0o644);
    expect(await modeOf(folder.path, 'fullchain.pem')).toBe(0o644);
    expect(await modeOf(folder.path, 'privkey.pem')).toBe(0o600);
    expect(await modeOf(folder.path, 'bundle.pem')).toBe(0o600);
    expect(await modeOf(folder.path, 'own')).toBe(0o700);
  });

  it('fails with the path where a file is in the way', async () => {
    const { path } = await aFolder();
    await writeFile(join(path, 'file'), '');
    const folder = createFolder(join(path, 'file'));

    for (const call of [
      () => folder.write('cert.pem', 'PEM'),
      () => folder.expectWritable(),
      () => folder.create('a', ''),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: 'store-failed',
        disposition: 'person',
        message: expect.stringContaining(join(path, 'file')),
      });
    }
  });
});
