/** The command in a folder of its own, as it stands in the npm package: the launcher beside its bundle. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../test/support/setup/places.ts';
import { makeTemporaryFolder, removeFolder } from '../test/support/world/temporary-folder.ts';
import { bundleCommand } from './bundle-command.ts';

/** @param run gets the launcher. The folder is removed when it ends. */
export async function withPackaged<Result>(run: (launcher: string) => Promise<Result>): Promise<Result> {
  const folder = await makeTemporaryFolder('packaged');
  try {
    const launcher = join(folder, 'cli/bin.mjs');
    await mkdir(join(folder, 'cli'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await cp(join(REPOSITORY, 'cli/bin.mjs'), launcher);
    await bundleCommand(join(folder, 'dist/command'));
    return await run(launcher);
  } finally {
    await removeFolder(folder);
  }
}
