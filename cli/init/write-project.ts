/** Writes the files of an app into a folder. It never overwrites one, and writes none when one of them is there. */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable, RenewerError } from '../../functions/engine/errors.ts';

/** @throws RenewerError `config-invalid` when a file is there already, or the folder cannot be written. */
export async function writeProject(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const names = Object.keys(files);
  const there = await Promise.all(names.map((name) => exists(join(folder, name))));
  const first = names.find((_, place) => there[place]);
  if (first !== undefined) throw notWritten(join(folder, first), 'it is there already');
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
