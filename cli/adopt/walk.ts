/** Goes through a client's folder, in bounds: it may have been planted. What fails in one place hides nothing in the others. */
import { asRenewerError } from '../../functions/engine/errors.ts';
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import type { Unread } from './found.ts';

/** Nobody has more of them in one client. */
const MOST_CERTIFICATES = 1_000;
const MOST_ACCOUNTS = 100;
/** certbot and acme.sh make folders of a CA's whole address. */
const DEEPEST = 6;

/** The folders below `path` that hold a file of this name. */
export async function foldersWith(folder: ForeignFolder, path: string, fileName: string): Promise<string[]> {
  const found: string[] = [];
  let level = [path];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const one of level) {
      const names = await folder.list(one).catch(() => undefined);
      if (names?.includes(fileName)) found.push(one);
      next.push(...(names ?? []).map((name) => `${one}/${name}`));
    }
    level = next.slice(0, MOST_ACCOUNTS);
  }
  return found;
}

/** Reads each by itself. */
export async function readEach<Found>(
  names: readonly string[],
  sourceOf: (name: string) => string,
  read: (name: string) => Promise<Found | undefined>,
): Promise<{ found: Found[]; unread: Unread[] }> {
  const found: Found[] = [];
  const unread: Unread[] = [];
  for (const name of names.slice(0, MOST_CERTIFICATES)) {
    try {
      const one = await read(name);
      if (one !== undefined) found.push(one);
    } catch (thrown) {
      unread.push({ name, source: sourceOf(name), fault: asRenewerError(thrown).message });
    }
  }
  for (const name of names.slice(MOST_CERTIFICATES)) {
    unread.push({
      name,
      source: sourceOf(name),
      fault: `More than ${MOST_CERTIFICATES} certificates are not read at once.`,
    });
  }
  return { found, unread };
}
