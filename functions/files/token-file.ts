/** Reads the DNScale token from a file, for the command line: afresh each time, as it may be replaced at any moment. */
import { readFile, stat } from 'node:fs/promises';
import { printable, RenewerError } from '../engine/errors.ts';
import { parseTokenValue } from '../engine/secrets/token-value.ts';
import { errorCode } from './folder.ts';

export type TokenFile = {
  /** @throws RenewerError `token-missing`. */
  readToken(): Promise<string>;
  /** What is unwise about the file; complete once it has been read. */
  warnings(): readonly string[];
};

const READABLE_BY_OTHERS = 0o077;

export function createTokenFile(path: string): TokenFile {
  const warnings = new Set<string>();
  return {
    async readToken() {
      const { text, mode } = await readWithMode(path).catch((thrown) => {
        throw tokenMissing(
          path,
          REASONS[errorCode(thrown)] ?? `cannot be read: ${printable(String(thrown))}`,
        );
      });
      // Windows has no such bits, and shows all of them as set.
      if (process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0) {
        warnings.add(`The token file ${path} can be read by other users of this machine: chmod 600 ${path}`);
      }
      const value = parseTokenValue(text);
      if ('fault' in value) throw tokenMissing(path, value.fault);
      return value.token;
    },
    warnings: () => [...warnings],
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
};

async function readWithMode(path: string): Promise<{ text: string; mode: number }> {
  const text = await readFile(path, 'utf8');
  return { text, mode: (await stat(path)).mode };
}

function tokenMissing(path: string, why: string): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: path,
    message: `No DNScale token: the file ${path}, which DNSCALE_API_TOKEN_FILE names, ${why}. Put the token alone into it.`,
  });
}
