/**
 * Reads a small file to its end, also one that can be read only once: a named pipe, `<(…)`, `/dev/stdin`. It opens without
 * blocking, so that a pipe nobody writes to holds up neither this read nor the end of the process.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { errorCode } from './error-code.ts';

export type FileContents = {
  text: string;
  mode: number;
  /** Whether it can be read again. */
  isRegular: boolean;
};

const MOST_BYTES = 64 * 1024;
const PAUSE_MS = 20;
/** Pipes that the shell has opened at both ends before this command began: empty means that nothing will come. */
const HANDED_OVER = /^\/(?:dev|proc)\//;

/** @throws what the file system throws, an Error with the code `EFBIG` for more than 64 KiB, the deadline's own error. */
export async function readOnce(path: string, clock: Clock, deadline: Deadline): Promise<FileContents> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    const isRegular = stats.isFile();
    const mayBeEarly = stats.isFIFO() && !HANDED_OVER.test(path);
    const bytes = await readAll(file, mayBeEarly, () => clock.sleep(PAUSE_MS, deadline));
    return { text: bytes.toString('utf8'), mode: stats.mode, isRegular };
  } finally {
    await file.close();
  }
}

async function readAll(file: FileHandle, mayBeEarly: boolean, pause: () => Promise<void>): Promise<Buffer> {
  const bytes = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  while (length <= MOST_BYTES) {
    const count = await readSome(file, bytes, length);
    length += count ?? 0;
    // A named pipe reads as empty until somebody has opened it for writing.
    const isWaiting = count === undefined || (count === 0 && length === 0 && mayBeEarly);
    if (isWaiting) await pause();
    else if (count === 0) return bytes.subarray(0, length);
  }
  throw Object.assign(new Error('the file is too large'), { code: 'EFBIG' });
}

/** Undefined when there is nothing to read yet. */
async function readSome(file: FileHandle, bytes: Buffer, from: number): Promise<number | undefined> {
  try {
    return (await file.read(bytes, from, bytes.length - from, null)).bytesRead;
  } catch (thrown) {
    if (errorCode(thrown) === 'EAGAIN') return undefined;
    throw thrown;
  }
}
