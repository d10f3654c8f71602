/** Writes the files of an app into a folder. It never overwrites one, and writes none when one of them is there. */
import { access, constants, lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { printable, RenewerError } from '../../functions/engine/errors.ts';

/** Before anybody is asked anything. @throws RenewerError `config-invalid` when a file is there already, or none can be written. */
export async function expectFree(folder: string, names: readonly string[]): Promise<void> {
  const there = await Promise.all(names.map((name) => exists(join(folder, name))));
  const first = names.find((_, place) => there[place]);
  if (first !== undefined) throw notWritten(join(folder, first), 'it is there already');
  const nearest = await nearestExisting(resolve(folder));
  const isWritable = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) throw notWritten(folder, `${nearest} is no folder that you can write to`);
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) ? path : nearestExisting(dirname(path));
}

/** @throws RenewerError `config-invalid` when a file is there already, or the folder cannot be written. */
export async function writeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await expectFree(folder, Object.keys(files));
  try {
    await mkdir(folder, { recursive: true });
    // `wx` fails for a file that came meanwhile, and for a link.
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { flag: 'wx' });
  } catch (thrown) {
    throw notWritten(folder, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function notWritten(path: string, why: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: path,
    message: `${printable(path)} was not written: ${printable(why)}.`,
    advice: 'Give another folder with --out, or --own-stack for lines to paste.',
  });
}
