/**
 * Which packages of others are inside the bundles, by what esbuild says each is made of, and what package-lock.json knows of
 * them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const REPOSITORY = join(import.meta.dirname, '../..');
/** Up to the last `node_modules/<name>` of a path. */
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/;

export type InsidePackage = {
  name: string;
  version: string;
  /** As SPDX has it. */
  licence: string;
  /** SHA-512 of the package's tarball, in hexadecimal. */
  sha512: string;
  folder: string;
};

type LockEntry = { version: string; license?: string; integrity: string };

/** Sorted by name and version. A file of which no byte was taken does not count. */
export function listPackages(metafiles: readonly Metafile[]): InsidePackage[] {
  const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
  const inputs = outputs.flatMap(({ inputs }) => Object.entries(inputs));
  const taken = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
  // What stands before it: the way to another clone, where node_modules is a link to that; a plugin's words.
  const folders = new Set(
    taken.flatMap((path) => PACKAGE.exec(path)?.[0].replace(/^.*?(?=node_modules\/)/, '') ?? []),
  );
  const { packages } = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8'));
  const found = [...folders].map((folder) => describe(folder, packages));
  return found.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function describe(path: string, locked: Record<string, LockEntry>): InsidePackage {
  const entry = locked[path];
  if (!entry) throw new Error(`${path} is in a bundle, but not in package-lock.json`);
  const [, name = ''] = PACKAGE.exec(`${path}/`) ?? [];
  const sha512 = Buffer.from(entry.integrity.replace('sha512-', ''), 'base64').toString('hex');
  const licence = entry.license ?? 'none';
  return { name, version: entry.version, licence, sha512, folder: join(REPOSITORY, path) };
}

function keyOf({ name, version }: InsidePackage): string {
  return `${name}@${version}`;
}
