/**
 * Names of archive versions: sortable by time, unique by four random bytes, safe in an S3 key and as the name of a folder.
 * A name that is read from a state is foreign input: `../../..` would lead out of the archive.
 */
import { printable, RenewerError } from '../errors.ts';

/** One part of a path or key, whatever a later release may call its versions. */
export const VERSION_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/;

/** `20261123T060000123Z-3f9a2c01`; to the millisecond: the store tells the later of two versions by their names. */
export function versionName(startedAt: Date, random: Uint8Array): string {
  return `${timeIn(startedAt)}-${Buffer.from(random).toString('hex')}`;
}

/** Whether the version was begun at that time or later. */
export function isBegunSince(version: string, at: Date): boolean {
  return version >= timeIn(at);
}

function timeIn(at: Date): string {
  return at.toISOString().replaceAll(/[-:.]/g, '');
}

/** @throws RenewerError `record-unreadable` for what is no name of a version. */
export function expectVersionName(version: string): string {
  if (VERSION_NAME.test(version)) return version;
  throw new RenewerError({
    code: 'record-unreadable',
    disposition: 'person',
    subject: printable(version, 100),
    message: `The state lists the version "${printable(version, 100)}", and no version is called that. Nothing was read or written under that name. The state was damaged, or written by somebody else.`,
    advice: 'Move it away to begin anew.',
  });
}
