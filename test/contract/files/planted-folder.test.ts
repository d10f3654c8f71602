/** Folders and files on the real file system that another user has prepared, or could change. */
import { chmod, chown, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFileStore } from '../../../functions/files/file-store.ts';
import { createFolder } from '../../../functions/files/folder.ts';
import { lockFolder } from '../../../functions/files/folder-lock.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';

const STATE = '.dnscale-certs/state.json';
const ATTACKER = 54_321;

async function aPlace(): Promise<string> {
  const path = await makeTemporaryFolder('planted');
  onTestFinished(() => removeFolder(path));
  return path;
}

/** A folder as an attacker prepares it: with a state, and a place for account keys. */
async function plantIn(path: string): Promise<void> {
  await mkdir(join(path, '.dnscale-certs/accounts'), { recursive: true });
  await writeFile(join(path, STATE), '{"schema":1,"certificateName":"example.com"}');
}

/** Root gives the path to another user. Whoever is not root becomes another user in the eyes of the code. */
async function giveAway(...paths: string[]): Promise<void> {
  if (process.geteuid?.() === 0) {
    for (const path of paths) await chown(path, ATTACKER, ATTACKER);
    return;
  }
  vi.spyOn(process, 'geteuid').mockReturnValue(ATTACKER);
  onTestFinished(() => void vi.restoreAllMocks());
}

/** Everything that the command does first with a folder. */
async function expectRefused(path: string, subject: string, seen: string): Promise<void> {
  const folder = createFolder(path);
  const store = createFileStore(folder);
  const calls = [
    () => folder.expectOwn(),
    () => lockFolder(folder),
    () => folder.read(STATE),
    () => folder.write(STATE, '{}'),
    () => folder.create('.dnscale-certs/accounts/ca.pem', 'KEY'),
    () => folder.expectWritable(),
    () => store.archiveKey('example.com', 'v1', 'KEY', noDeadline()),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: 'folder-unsafe',
      disposition: 'person',
      subject,
      message: expect.stringContaining(`${subject} ${seen}`),
    });
  }
}

describe('a folder that another user owns', () => {
  it('is refused, with owner and mode, and stays as it is', async () => {
    const place = await aPlace();
    const out = join(place, 'out');
    await plantIn(out);
    await giveAway(out, join(out, '.dnscale-certs'), join(out, STATE));
    const { uid } = await stat(out);

    await expectRefused(out, await foreignAt(place, out), `belongs to another user (owner ${uid}, mode 07`);

    expect(await readdir(out, { recursive: true })).toEqual([
      '.dnscale-certs',
      '.dnscale-certs/accounts',
      STATE,
    ]);
  });

  it('is refused as a parent, since its owner can put another folder there', async () => {
    const place = await aPlace();
    await mkdir(join(place, 'parent/out'), { recursive: true });
    await giveAway(join(place, 'parent'));

    const foreign = await foreignAt(place, join(place, 'parent'));
    await expectRefused(join(place, 'parent/out'), foreign, 'belongs to another user');
    await expectRefused(join(place, 'parent/not/yet/there'), foreign, 'belongs to another user');
    expect(await readdir(join(place, 'parent'))).toEqual(['out']);
  });

  /** Not for root: every folder that the test has made is foreign. */
  async function foreignAt(place: string, path: string): Promise<string> {
    return (await stat(place)).uid === process.geteuid?.() ? path : place;
  }
});

describe('a folder that others can write to', () => {
  it.each([0o777, 0o757, 0o1777])('is refused with the mode %o', async (mode) => {
    const out = await aPlace();
    await plantIn(out);
    await chmod(out, mode);

    await expectRefused(out, out, 'can be changed by other users (owner ');
  });

  it('is refused below an own folder too', async () => {
    const out = await aPlace();
    await plantIn(out);
    await chmod(join(out, '.dnscale-certs'), 0o777);

    await expect(createFolder(out).expectOwn()).rejects.toMatchObject({ code: 'folder-unsafe' });
    await expect(createFolder(out).read(STATE)).rejects.toMatchObject({ code: 'folder-unsafe' });
    await expect(createFolder(out).write(STATE, '{}')).rejects.toMatchObject({ code: 'folder-unsafe' });
  });

  it('is taken as a parent only when it is sticky, as /tmp is', async () => {
    const place = await aPlace();
    const folder = createFolder(join(place, 'out'));
    await chmod(place, 0o1777);

    await folder.write(STATE, '{}');
    expect(await folder.read(STATE)).toBe('{}');
    await chmod(place, 0o777);

    await expect(folder.read(STATE)).rejects.toMatchObject({ code: 'folder-unsafe', subject: place });
  });

  it('is refused when a group of several users can write to it', async () => {
    const out = await aPlace();
    await chmod(out, 0o770);
    await chown(out, process.geteuid?.() ?? 0, aSharedGroup());

    await expectRefused(out, out, 'can be changed by other users (owner ');
  });

  /** Root gives the folder to any group; another user needs one beside their own. */
  function aSharedGroup(): number {
    if (process.geteuid?.() === 0) return ATTACKER;
    const [group] = (process.getgroups?.() ?? []).filter((gid) => gid !== process.getegid?.());
    return group ?? expect.fail('this test needs root, or a user who is in a second group');
  }
});

describe('a symbolic link', () => {
  it('is not followed when it stands for the folder in a place where others can put one', async () => {
    const place = await aPlace();
    await chmod(place, 0o1777);
    const target = await aPlace();
    await symlink(target, join(place, 'out'));

    await expectRefused(join(place, 'out'), join(place, 'out'), 'is a symbolic link');
    expect(await readdir(target)).toEqual([]);
  });

  it('is followed on the way to the folder where only this user can have made it', async () => {
    const [place, target] = [await aPlace(), await aPlace()];
    await symlink(target, join(place, 'certificates'));

    await createFolder(join(place, 'certificates/out')).write('cert.pem', 'PEM');

    expect(await readFile(join(target, 'out/cert.pem'), 'utf8')).toBe('PEM');
  });

  it('that leads up and down again is judged where it really leads', async () => {
    const [place, open] = [await aPlace(), await aPlace()];
    await mkdir(join(open, 'a/out'), { recursive: true });
    await symlink(join(open, 'a'), join(place, 'a'));
    await symlink('a/../a/out', join(place, 'out'));
    await chmod(open, 0o777);

    await expectRefused(join(place, 'out'), open, 'can be changed by other users');
  });

  it('is not followed in the folder, neither by a read nor by a write', async () => {
    const [out, elsewhere] = [await aPlace(), await aPlace()];
    const folder = createFolder(out);
    await writeFile(join(elsewhere, 'state.json'), '{"theirs":1}');
    await folder.write(STATE, '{}');
    await removeFolder(join(out, STATE));
    await symlink(join(elsewhere, 'state.json'), join(out, STATE));

    await expect(folder.read(STATE)).rejects.toMatchObject({
      code: 'folder-unsafe',
      subject: join(out, STATE),
    });
    await folder.write(STATE, '{"ours":1}');

    expect(await folder.read(STATE)).toBe('{"ours":1}');
    expect(await readFile(join(elsewhere, 'state.json'), 'utf8')).toBe('{"theirs":1}');
  });

  it('is not followed in place of a folder in the folder', async () => {
    const [out, elsewhere] = [await aPlace(), await aPlace()];
    await plantIn(out);
    await rename(join(out, '.dnscale-certs'), join(elsewhere, 'theirs'));
    await symlink(join(elsewhere, 'theirs'), join(out, '.dnscale-certs'));

    const refusal = { code: 'folder-unsafe', subject: join(out, '.dnscale-certs') };
    await expect(createFolder(out).read(STATE)).rejects.toMatchObject(refusal);
    await expect(createFolder(out).create('.dnscale-certs/lock', '1')).rejects.toMatchObject(refusal);
    expect(await readdir(join(elsewhere, 'theirs'))).toEqual(['accounts', 'state.json']);
  });
});

describe('a file in an own folder', () => {
  it('is refused when others can write to it', async () => {
    const out = await aPlace();
    await plantIn(out);
    await chmod(join(out, STATE), 0o666);

    await expect(createFolder(out).read(STATE)).rejects.toMatchObject({
      code: 'folder-unsafe',
      message: expect.stringContaining(`${join(out, STATE)} can be changed by other users`),
    });
  });

  it('is refused when it is none', async () => {
    const out = await aPlace();
    await mkdir(join(out, STATE), { recursive: true });

    await expect(createFolder(out).read(STATE)).rejects.toMatchObject({
      code: 'folder-unsafe',
      message: expect.stringContaining('is not a file'),
    });
  });
});

describe('a version that a state lists', () => {
  it.each(['../../..', '..', '.', '', '/etc', 'a/b', 'a\u0000b', 'a\\b', '-x', 'v'.repeat(101)])(
    'is refused as "%s" before anything is read or written',
    async (version) => {
      const place = await aPlace();
      const folder = createFolder(join(place, 'out'));
      const store = createFileStore(folder);
      const certificate = { ...aStoredCertificate(), version };
      const files = { privateKeyPem: 'KEY\n', certificatePem: 'LEAF\n', chainPem: 'CHAIN\n' };
      const calls = [
        () => store.readKey('example.com', version, noDeadline()),
        () => store.readVersion('example.com', version, noDeadline()),
        () => store.showVersion(version),
        () => store.archiveKey('example.com', version, 'KEY', noDeadline()),
        () => store.publish('example.com', certificate, files, noDeadline()),
      ];

      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({ code: 'record-unreadable', disposition: 'person' });
      }

      expect((await readdir(place, { recursive: true })).filter((name) => name.endsWith('.pem'))).toEqual([]);
    },
  );
});
