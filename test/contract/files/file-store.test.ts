/** Certificates and account keys on the real file system. */
import { describe, expect, it } from 'vitest';
import { createFileAccountKeys } from '../../../functions/files/account-keys.ts';
import { createFileStore } from '../../../functions/files/file-store.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { removeFolder } from '../../support/world/temporary-folder.ts';
import { aFolder } from './a-folder.ts';

const VERSION = '20261123T060000000Z-3f9a2c01';
const CERTIFICATE = { ...aStoredCertificate(), version: VERSION };
const FILES = { privateKeyPem: 'KEY\n', certificatePem: 'LEAF\n', chainPem: 'CHAIN\n' };

async function aPublished() {
  const folder = await aFolder();
  const store = createFileStore(folder);
  await store.archiveKey('example.com', VERSION, FILES.privateKeyPem, noDeadline());
  await store.publish('example.com', CERTIFICATE, FILES, noDeadline());
  return { folder, store };
}

describe('createFileStore', () => {
  it('puts five files at the top, the bundle with key and full chain', async () => {
    const { folder } = await aPublished();

    const names = ['privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem', 'bundle.pem'];
    expect(await Promise.all(names.map((name) => folder.read(name)))).toEqual([
      'KEY\n',
      'LEAF\n',
      'CHAIN\n',
      'LEAF\nCHAIN\n',
      'KEY\nLEAF\nCHAIN\n',
    ]);
  });

  it('has the archived key, to resume an order with', async () => {
    const { store } = await aPublished();

    expect(await store.readKey('example.com', VERSION, noDeadline())).toBe('KEY\n');
    expect(await store.readKey('example.com', 'another', noDeadline())).toBeUndefined();
  });

  it('publishes the same again without a fault', async () => {
    const { store } = await aPublished();

    await store.publish('example.com', CERTIFICATE, FILES, noDeadline());

    expect(await store.readVersion('example.com', VERSION, noDeadline())).toEqual(FILES);
  });

  it('fails to change an archived version', async () => {
    const { folder, store } = await aPublished();

    const changed = store.publish(
      'example.com',
      CERTIFICATE,
      { ...FILES, certificatePem: 'OTHER\n' },
      noDeadline(),
    );

    await expect(changed).rejects.toMatchObject({ code: 'store-conflict', disposition: 'person' });
    expect(await folder.read('cert.pem')).toBe('LEAF\n');
  });

  it('replaces what a killed run left of a version by what the CA sends now, but never the key', async () => {
    const folder = await aFolder();
    const store = createFileStore(folder);
    await store.archiveKey('example.com', VERSION, FILES.privateKeyPem, noDeadline());
    await folder.create(`.dnscale-certs/archive/${VERSION}/chain.pem`, 'ANOTHER CHAIN\n');
    const publish = (files: typeof FILES) => store.publish('example.com', CERTIFICATE, files, noDeadline());

    await expect(publish({ ...FILES, privateKeyPem: 'ANOTHER KEY\n' })).rejects.toMatchObject({
      code: 'store-conflict',
    });
    await publish(FILES);

    expect(await store.readVersion('example.com', VERSION, noDeadline())).toEqual(FILES);
    expect(await folder.read('fullchain.pem')).toBe('LEAF\nCHAIN\n');
  });

  it('keeps the chain of a version that a killed run completed', async () => {
    const { folder, store } = await aPublished();

    await store.publish('example.com', CERTIFICATE, { ...FILES, chainPem: 'ANOTHER CHAIN\n' }, noDeadline());

    expect(await store.readVersion('example.com', VERSION, noDeadline())).toEqual(FILES);
    expect(await folder.read('bundle.pem')).toBe('KEY\nLEAF\nCHAIN\n');
  });

  it('puts back what was deleted or altered at the top', async () => {
    const { folder, store } = await aPublished();
    await folder.write('cert.pem', 'altered');
    await removeFolder(`${folder.path}/bundle.pem`);

    expect(await store.showVersion(VERSION)).toEqual(FILES);

    expect(await folder.read('cert.pem')).toBe('LEAF\n');
    expect(await folder.read('bundle.pem')).toBe('KEY\nLEAF\nCHAIN\n');
  });

  it('fails with the file when the archive lacks it', async () => {
    const { folder, store } = await aPublished();
    await removeFolder(`${folder.path}/.dnscale-certs/archive/${VERSION}/chain.pem`);

    await expect(store.showVersion(VERSION)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(`${VERSION}/chain.pem is missing`),
    });
  });
});

describe('createFileAccountKeys', () => {
  const CA = 'https://ca.test/directory';
  const key = (name: string) => () => `-----BEGIN PRIVATE KEY-----\n${name}\n-----END PRIVATE KEY-----\n`;

  it('makes a key once for each CA', async () => {
    const keys = createFileAccountKeys(await aFolder());

    const first = await keys.getOrCreate(CA, key('first'), noDeadline());
    const again = await keys.getOrCreate(CA, key('second'), noDeadline());
    const other = await keys.getOrCreate('https://ca.test/other', key('third'), noDeadline());

    expect([first, again, other]).toEqual([key('first')(), key('first')(), key('third')()]);
  });

  it.each([
    ['a byte order mark', '\ufeff'],
    ['EC PARAMETERS', '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'],
    ['text', 'the account of ops\n\n'],
  ])('finds the key behind %s', async (_what, before) => {
    const folder = await aFolder();
    await createFileAccountKeys(folder).getOrCreate(CA, () => before + key('theirs')(), noDeadline());

    const stored = await createFileAccountKeys(folder).getOrCreate(CA, key('ours'), noDeadline());

    expect(stored).toBe(key('theirs')());
  });

  it('fails for a file that holds no key, and leaves it', async () => {
    const folder = await aFolder();
    const keys = createFileAccountKeys({ ...folder, read: async () => 'rubbish', create: async () => false });

    await expect(keys.getOrCreate(CA, key('new'), noDeadline())).rejects.toMatchObject({
      code: 'acme-account',
      disposition: 'person',
    });
  });
});
