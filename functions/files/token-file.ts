/**
 * Reads the DNScale token from a file, for the command line: once a command, since it may be a pipe. Afresh only after
 * DNScale has refused the token, and only where the file can be read twice.
 */
import { deadlineWithin, remainingMs } from '../engine/deadline.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { parseTokenValue } from '../engine/secrets/token-value.ts';
import { errorCode } from './error-code.ts';
import { type FileContents, readOnce } from './read-once.ts';

export type TokenFile = {
  /** As the command has read it first. @throws RenewerError `token-missing`. */
  readToken(deadline: Deadline): Promise<string>;
  /** As the file is now; a pipe keeps the token that it gave. @throws RenewerError `token-missing`. */
  readTokenAgain(deadline: Deadline): Promise<string>;
  /** What is unwise about the file; complete once it has been read. */
  warnings(): readonly string[];
};

const READABLE_BY_OTHERS = 0o077;
/** A command in `<(…)` may ask for a passphrase first. */
const LONGEST_WAIT_MS = 60_000;

/** @param namedBy what the person gave the path with. */
export function createTokenFile(path: string, clock: Clock, namedBy = 'DNSCALE_API_TOKEN_FILE'): TokenFile {
  const warnings = new Set<string>();
  let reading: Promise<FileContents> | undefined;

  const read = (deadline: Deadline): Promise<FileContents> => {
    const bounded = deadlineWithin(deadline, LONGEST_WAIT_MS, clock, `reading the token file ${path}`);
    reading = readOnce(path, clock, bounded);
    return reading;
  };
  const tokenIn = async (contents: Promise<FileContents>, deadline: Deadline): Promise<string> => {
    const { text, mode, isRegular } = await contents.catch((thrown) => {
      if (deadline.signal.aborted) throw deadline.signal.reason;
      // Its time was over before the read began, and its timer is late.
      if (thrown instanceof RenewerError && remainingMs(deadline, clock) === 0) throw thrown;
      throw tokenMissing({ path, namedBy }, reasonOf(thrown));
    });
    // Windows has no such bits, and shows all of them as set.
    if (process.platform !== 'win32' && isRegular && (mode & READABLE_BY_OTHERS) !== 0) {
      warnings.add(`The token file ${path} can be read by other users of this machine: chmod 600 ${path}`);
    }
    const value = parseTokenValue(text);
    if ('fault' in value) throw tokenMissing({ path, namedBy }, value.fault);
    return value.token;
  };
  return {
    readToken: (deadline) => tokenIn(reading ?? read(deadline), deadline),
    async readTokenAgain(deadline) {
      const first = await reading?.catch(() => undefined);
      const isKept = first !== undefined && !first.isRegular;
      return tokenIn(isKept ? Promise.resolve(first) : read(deadline), deadline);
    },
    warnings: () => [...warnings],
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder',
  EFBIG: 'holds more than 64 KiB',
  ENXIO: 'is a socket, which cannot be read by its name (give a file or a pipe)',
};

function reasonOf(thrown: unknown): string {
  if (thrown instanceof RenewerError) return `gave nothing within ${LONGEST_WAIT_MS / 1_000} s`;
  return REASONS[errorCode(thrown)] ?? `cannot be read: ${printable(String(thrown))}`;
}

function tokenMissing({ path, namedBy }: { path: string; namedBy: string }, why: string): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    subject: path,
    message: `No DNScale token: the file ${path}, which ${namedBy} names, ${why}. Put the token alone into it.`,
  });
}
