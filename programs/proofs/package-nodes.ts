/** The Nodes of the proof of the package, from npm: the oldest that the constructs take, and one that is too old. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOrThrow } from '../../test/support/world/packed-package.ts';

/** Paths of the programs. */
export type Nodes = { oldest: string; tooOld: string };

export async function installNodes(folder: string): Promise<Nodes> {
  const own = join(folder, 'nodes');
  await mkdir(own);
  const name = `node-${process.platform}-${process.arch}`;
  const dependencies = { oldest: `npm:${name}@20`, 'too-old': `npm:${name}@18` };
  await writeFile(join(own, 'package.json'), JSON.stringify({ dependencies }));
  await runOrThrow('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], own);
  const programOf = (alias: string) => join(own, 'node_modules', alias, 'bin/node');
  return { oldest: programOf('oldest'), tooOld: programOf('too-old') };
}
