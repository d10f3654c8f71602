/**
 * Finds a version in the archive by its metadata.json, the newest first. Versions sort by time, so one list of the last ones
 * is enough; the marks of revoked certificates come with it. Reads only.
 */
import * as z from 'zod/mini';
import { KEY_ALGORITHMS } from '../engine/config/definition.ts';
import { parseJson } from '../engine/json.ts';
import type { ArchivedVersion } from '../engine/ports/store.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { BucketObjects } from './bucket-objects.ts';
import { archivePrefix, revokedKey, versionsPrefix } from './store-keys.ts';

/** No public CA issues for longer (398 days until March 2026, less since). */
const OLDEST_DAYS = 400;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Of the newest: a deployment goes back by one change, seldom by more. */
const MOST_READ = 20;

const instant = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)),
  z.transform((text) => new Date(text)),
);

const METADATA = z.object({
  schema: z.literal(1),
  version: z.string(),
  serial: z.string().check(z.regex(/^[0-9a-f]{1,64}$/)),
  domainNames: z.array(z.string()),
  notBefore: instant,
  notAfter: instant,
  keyAlgorithm: z.enum(KEY_ALGORITHMS),
  certificateAuthority: z.string(),
  profile: z.optional(z.string()),
});

export type VersionSearch = {
  certificateName: string;
  fits: (version: ArchivedVersion) => boolean;
};

/** One that is damaged, incomplete or of a later schema is passed over: another certificate can be ordered in its place. */
export async function findArchivedVersion(
  { objects, clock }: { objects: BucketObjects; clock: Pick<Clock, 'now'> },
  { certificateName, fits }: VersionSearch,
  deadline: Deadline,
): Promise<ArchivedVersion | undefined> {
  const prefix = versionsPrefix(certificateName);
  const oldest = new Date(clock.now().getTime() - OLDEST_DAYS * DAY_MS);
  const startAfter = prefix + oldest.toISOString().replaceAll(/[-:.]/g, '');
  const listed = await objects.list(prefix, startAfter, deadline);
  const versions = listed.filter((key) => key.endsWith('/')).map((key) => key.slice(prefix.length, -1));
  for (const version of versions.reverse().slice(0, MOST_READ)) {
    const key = `${archivePrefix(certificateName, version)}metadata.json`;
    const stored = await objects.read(key, deadline);
    const metadata = z.safeParse(METADATA, parseJson(stored?.text ?? '')).data;
    if (metadata?.version !== version || !fits(metadata)) continue;
    if (!listed.includes(revokedKey(certificateName, metadata.serial))) return metadata;
  }
  return undefined;
}
