import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Build, cachedBuild } from '../../../support/setup/cached-build.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cached-build-'));
});
afterEach(() => rm(cache, { recursive: true }));

const silently = () => {};
const aBuild = (make: Build['make']): Build => ({ name: 'tool-1.0', proof: 'tool', make });

describe('cachedBuild', () => {
  it('makes the tool once, however many ask for it', async () => {
    let made = 0;
    const build = aBuild(async (folder) => {
      made += 1;
      await writeFile(join(folder, 'tool'), 'binary');
    });

    const asked = [1, 2, 3].map(() => cachedBuild(build, silently, cache));
    const [folder] = await Promise.all(asked);
    await cachedBuild(build, silently, cache);

    expect(made).toBe(1);
    expect(folder).toBe(join(cache, 'tool-1.0'));
    expect(await readFile(join(cache, 'tool-1.0', 'tool'), 'utf8')).toBe('binary');
    expect(await readdir(join(cache, 'building'))).toEqual([]);
  });

  it('fails with the reason and leaves nothing when the tool cannot be made', async () => {
    const build = aBuild(async (folder) => {
      await writeFile(join(folder, 'tool'), 'half');
      throw new Error('no Go');
    });

    await expect(cachedBuild(build, silently, cache)).rejects.toThrow('no Go');
    expect(existsSync(join(cache, 'tool-1.0'))).toBe(false);
    expect(await readdir(join(cache, 'building'))).toEqual([]);
  });

  it('makes the tool again when its proof is gone', async () => {
    const build = aBuild((folder) => writeFile(join(folder, 'tool'), 'binary'));
    await cachedBuild(build, silently, cache);
    await rm(join(cache, 'tool-1.0', 'tool'));

    await cachedBuild(build, silently, cache);

    expect(existsSync(join(cache, 'tool-1.0', 'tool'))).toBe(true);
  });
});
