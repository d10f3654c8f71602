/**
 * Reads a folder that another program has written, and that may have been copied or planted: no link leads out of it, no device or
 * pipe is waited for, and no file or list is read without end. It changes nothing.
 */
import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { printable, RenewerError } from '../engine/errors.ts';
import type { ForeignFolder } from '../engine/ports/files.ts';
import { errorCode } from './error-code.ts';

/** A chain of certificates has some kilobytes. */
const MOST_BYTES = 256 * 1024;
const MOST_ENTRIES = 5_000;

/** @throws RenewerError `config-invalid` for what is no folder, or cannot be read. */
export async function openForeignFolder(path: string): Promise<ForeignFolder> {
  const root = await rootOf(path);

  /** Where it is, links followed; undefined when nothing is there. */
  async function find(inside: string): Promise<string | undefined> {
    try {
      const real = await realpath(join(root, inside));
      if (real === root || real.startsWith(root === sep ? root : root + sep)) return real;
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw unreadable(inside, errorCode(thrown));
    }
    throw fault(inside, 'leads out of the folder', 'Put what it leads to in its place.');
  }

  return {
    path,
    async list(inside) {
      const real = await find(inside);
      if (real === undefined || !(await isFolder(real))) return undefined;
      const names = await readdir(real).catch((thrown) => {
        throw unreadable(inside, errorCode(thrown));
      });
      if (names.length > MOST_ENTRIES) throw fault(inside, `has more than ${MOST_ENTRIES} entries`);
      return names.sort();
    },
    async read(inside) {
      const real = await find(inside);
      return real === undefined ? undefined : readText(real, inside);
    },
  };
}

async function rootOf(path: string): Promise<string> {
  try {
    const root = await realpath(path);
    if (await isFolder(root)) return root;
  } catch (thrown) {
    if (!isMissing(thrown)) throw unreadable(path, errorCode(thrown));
  }
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: path,
    message: `There is no folder ${printable(path)}.`,
    advice:
      'Give the folder of the client: /etc/letsencrypt of certbot, .lego of lego, ~/.acme.sh of acme.sh.',
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}

async function readText(path: string, inside: string): Promise<string> {
  try {
    // It cannot have become a link since, nor hold this process up.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      if (!(await file.stat()).isFile()) throw fault(inside, 'is not a file');
      const bytes = Buffer.alloc(MOST_BYTES + 1);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      if (bytesRead > MOST_BYTES) throw fault(inside, `is longer than ${MOST_BYTES / 1024} KiB`);
      return bytes.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (thrown instanceof RenewerError) throw thrown;
    throw unreadable(inside, errorCode(thrown));
  }
}

function isMissing(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EINVAL', 'ERR_INVALID_ARG_VALUE'].includes(errorCode(thrown));
}

function unreadable(path: string, code: string): RenewerError {
  const advice =
    code === 'EACCES' || code === 'EPERM' ? 'Run this as the user that owns it (sudo).' : undefined;
  return fault(path, `cannot be read (${code})`, advice);
}

function fault(path: string, what: string, advice?: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: path,
    message: `${printable(path)} ${what}.`,
    ...(advice !== undefined && { advice }),
  });
}
