/**
 * Finds a version in the archive by its metadata.json, the newest first. Versions sort by time, so one list of the last ones
 * is enough. A person marks what must not come back (docs/security.md), so a mark may be spelled in many ways: while one is not
 * understood, nothing is found, and a certificate is ordered in its place. Reads only.
 */

import * as z from 'zod/mini';
import { KEY_ALGORITHMS } from '../engine/config/definition.ts';
import { DOCS_URL } from '../engine/config/docs-url.ts';
import { printable } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { ArchivedVersion, VersionSearch } from '../engine/ports/store.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { INSTANT } from '../engine/renewal/instant.ts';
import type { BucketObjects, Listing } from './bucket-objects.ts';
import { archivePrefix, marksPrefix, versionsPrefix } from './store-keys.ts';

/** No public CA issues for longer (398 days until March 2026, less since). */
const OLDEST_DAYS = 400;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of the newest: a deployment goes back by one change, seldom by more. */
const MOST_READ = 20;

/** A person may want one revoked of those that are still valid: our own limit is four a week, and most live for 90 days. */
const MOST_LISTED = 100;

type ArchivePorts = { objects: BucketObjects; clock: Pick<Clock, 'now'> };

const METADATA = z.object({
  schema: z.literal(1),
  version: z.string(),
  serial: z.string().check(z.regex(/^[0-9a-f]{1,64}$/)),
  domainNames: z.array(z.string()),
  notBefore: INSTANT,
  notAfter: INSTANT,
  keyAlgorithm: z.enum(KEY_ALGORITHMS),
  certificateAuthority: z.string(),
  profile: z.optional(z.string()),
  standsIn: z.optional(z.boolean()),
});

/** The newest first. One that is damaged, incomplete or of a later schema is left out. */
export async function listArchivedVersions(
  { objects, clock }: ArchivePorts,
  certificateName: string,
  deadline: Deadline,
): Promise<ArchivedVersion[]> {
  const { names } = await listVersions(objects, certificateName, oldestAt(clock), MOST_LISTED, deadline);
  const read = names.map(async (version) => {
    const metadata = await readMetadata(objects, archivePrefix(certificateName, version), deadline);
    return metadata?.version === version ? [metadata] : [];
  });
  return (await Promise.all(read)).flat();
}

/** One that is damaged, incomplete or of a later schema is passed over: another certificate can be ordered in its place. */
export async function findArchivedVersion(
  { objects, clock }: ArchivePorts,
  { certificateName, fits, warn }: VersionSearch & { certificateName: string },
  deadline: Deadline,
): Promise<ArchivedVersion | undefined> {
  const [versions, marks] = await Promise.all([
    listVersions(objects, certificateName, oldestAt(clock), MOST_READ, deadline),
    objects.list(marksPrefix(certificateName), undefined, deadline),
  ]);
  const why = whyUnclear(certificateName, versions, marks);
  if (why !== undefined) {
    warn(
      `The archive of ${certificateName} ${why}, so it cannot be told which certificates are revoked. No version of it becomes live again; a certificate is ordered instead. Marks are called revoked-<serial>.json (${DOCS_URL}/security.md).`,
    );
    return undefined;
  }
  const unmatched = new Map(marks.keys.map((key) => [markedSerial(key, certificateName), key]));
  const revoked = new Set(unmatched.keys());
  let found: ArchivedVersion | undefined;
  for (const version of versions.names) {
    const metadata = await readMetadata(objects, archivePrefix(certificateName, version), deadline);
    if (metadata?.version !== version) continue;
    const serial = plainSerial(metadata.serial);
    unmatched.delete(serial);
    if (!revoked.has(serial) && fits(metadata)) found ??= metadata;
    // Without marks there is nothing more to learn from older ones.
    if (found && unmatched.size === 0) break;
  }
  for (const key of unmatched.values()) {
    warn(
      `The mark ${printable(key)} fits none of the ${versions.names.length} newest versions of ${certificateName}. Unless its certificate is an older one, correct the serial: as metadata.json has it.`,
    );
  }
  return found;
}

function oldestAt(clock: ArchivePorts['clock']): Date {
  return new Date(clock.now().getTime() - OLDEST_DAYS * DAY_MS);
}

/** The newest first. */
async function listVersions(
  objects: BucketObjects,
  certificateName: string,
  oldest: Date,
  most: number,
  deadline: Deadline,
) {
  const prefix = versionsPrefix(certificateName);
  const startAfter = prefix + oldest.toISOString().replaceAll(/[-:.]/g, '');
  const { keys, isComplete } = await objects.list(prefix, startAfter, deadline);
  const names = keys.filter((key) => key.endsWith('/')).map((key) => key.slice(prefix.length, -1));
  return { names: names.reverse().slice(0, most), isComplete };
}

function whyUnclear(
  certificateName: string,
  versions: { isComplete: boolean },
  marks: Listing,
): string | undefined {
  if (!versions.isComplete || !marks.isComplete) return 'holds more than is listed at once';
  const unclear = marks.keys.find((key) => markedSerial(key, certificateName) === undefined);
  return unclear && `has a mark ${printable(unclear)} that names no serial`;
}

async function readMetadata(objects: BucketObjects, prefix: string, deadline: Deadline) {
  const stored = await objects.read(`${prefix}metadata.json`, deadline);
  return z.safeParse(METADATA, parseJson(stored?.text ?? '')).data;
}

/** However it is spelled: `0A:1B` of openssl, `a1b` without the zero, with or without the ending. Undefined for no serial. */
function markedSerial(key: string, certificateName: string): string | undefined {
  const name = key.slice(marksPrefix(certificateName).length);
  const [, serial] = /^(?:0x)?([0-9a-f:]{1,200})(?:\.\w{1,9})?$/i.exec(name) ?? [];
  return serial === undefined ? undefined : plainSerial(serial);
}

function plainSerial(serial: string): string {
  return serial.toLowerCase().replaceAll(':', '').replace(/^0+/, '');
}
