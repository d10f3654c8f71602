/**
 * Stores certificates in a folder: every version in the archive, written once, and the live one at the top. Each of the
 * five files there is replaced as a whole, but not all five at once: `bundle.pem` alone has key and chain in one file.
 */
import { basename, dirname } from 'node:path';
import { type NamedText, pemFiles } from '../engine/certificate/pem-files.ts';
import { expectVersionName } from '../engine/certificate/version-name.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CertificateFiles, CertificateStore } from '../engine/ports/store.ts';
import { type Folder, OWN_FOLDER } from './folder.ts';

export type FileStore = CertificateStore & {
  /** Makes the files at the folder's top equal to this version, and returns them. */
  showVersion(version: string): Promise<CertificateFiles>;
};

export function createFileStore(folder: Folder): FileStore {
  return {
    async archiveKey(_certificateName, version, privateKeyPem) {
      await folder.expectWritable();
      await writeOnce(folder, archived(version, 'privkey.pem'), privateKeyPem);
    },
    readKey: async (_certificateName, version) => folder.read(archived(version, 'privkey.pem')),
    async publish(_certificateName, { version }, files) {
      await archive(folder, version, pemFiles(files));
      await show(folder, await readVersion(folder, version));
    },
    // The files at the top do not tell their version.
    liveVersion: async () => undefined,
    // What is tried here is the CA: an order is what the user wants to see.
    findVersion: async () => undefined,
    readVersion: async (_certificateName, version) => readVersion(folder, version),
    listVersions: async () => [],
    readLeaf: async (_certificateName, version) => (await readVersion(folder, version)).certificatePem,
    // None ever comes back here.
    markRevoked: async () => {},
    async showVersion(version) {
      const files = await readVersion(folder, version);
      await show(folder, files);
      return files;
    },
  };
}

function archived(version: string, file: string): string {
  return `${OWN_FOLDER}/archive/${expectVersionName(version)}/${file}`;
}

/** Another key or leaf is another certificate: a complete version takes none. */
const KEY_AND_LEAF = ['privkey.pem', 'cert.pem'];

/**
 * The bundle comes last: a version that has one is complete, and stays as it is. Before that, what a killed run left
 * gives way: it was never used, and the CA may send another chain with the same leaf each time. A key never gives way.
 */
async function archive(folder: Folder, version: string, pem: NamedText[]): Promise<void> {
  const isComplete = (await folder.read(archived(version, 'bundle.pem'))) !== undefined;
  const once = isComplete ? KEY_AND_LEAF : ['privkey.pem'];
  const named = pem.map(([name, text]): NamedText => [archived(version, name), text]);
  for (const [file, text] of named) {
    if (once.includes(basename(file))) await expectOrCreate(folder, file, text);
  }
  if (!isComplete) await folder.writeAll(named.filter(([file]) => !once.includes(basename(file))));
}

/** Most often it is there: the key was archived before the order. */
async function expectOrCreate(folder: Folder, file: string, text: string): Promise<void> {
  if ((await folder.read(file)) !== text) await writeOnce(folder, file, text);
}

async function writeOnce(folder: Folder, file: string, text: string): Promise<void> {
  if (await folder.create(file, text)) return;
  if ((await folder.read(file)) === text) return;
  throw new RenewerError({
    code: 'store-conflict',
    disposition: 'person',
    subject: `${folder.path}/${file}`,
    message: `${folder.path}/${file} has other content already, and an archived file never changes. Remove ${folder.path}/${dirname(file)} to have a new certificate issued.`,
  });
}

async function show(folder: Folder, files: CertificateFiles): Promise<void> {
  const pem = pemFiles(files);
  const shown = await Promise.all(pem.map(([name]) => folder.read(name)));
  await folder.writeAll(pem.filter(([, text], index) => shown[index] !== text));
}

async function readVersion(folder: Folder, version: string): Promise<CertificateFiles> {
  const read = async (name: string) => {
    const text = await folder.read(archived(version, name));
    if (text !== undefined) return text;
    throw missing(`${folder.path}/${archived(version, name)}`);
  };
  const [privateKeyPem, certificatePem, chainPem] = await Promise.all([
    read('privkey.pem'),
    read('cert.pem'),
    read('chain.pem'),
  ]);
  return { privateKeyPem, certificatePem, chainPem };
}

function missing(path: string): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: path,
    message: `${path} is missing, though the state lists this version. Put it back, or have a new certificate issued with --force.`,
  });
}
