/**
 * `live/<name>/current.json` says which version of the archive is live. The pointer moves by compare-and-swap only, and
 * never back to an older version.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { VERSION_NAME } from '../engine/certificate/version-name.ts';
import { printable, RenewerError } from '../engine/errors.ts';
import { parseJson } from '../engine/json.ts';
import type { StoredCertificate } from '../engine/ports/store.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { BucketObjects } from './bucket-objects.ts';
import { archivePrefix, livePrefix } from './store-keys.ts';

/** Of the live objects of one certificate. */
export const POINTER_NAME = 'current.json';

const SCHEMA = 1;
const MAX_TRIES = 5;

const pointer = z.object({ schema: z.number().check(z.lte(SCHEMA)), version: z.string() });

/** What whoever follows it from outside takes from it. */
const readersPointer = z.object({
  schema: z.number().check(z.lte(SCHEMA)),
  version: z.string().check(z.regex(VERSION_NAME)),
  serial: z.string().check(z.regex(/^[0-9a-f]{1,64}$/)),
  domainNames: z.array(z.string()).check(z.minLength(1)),
  /** Of the version: another certificate's pointer names another place. */
  archive: z.string(),
  /** Earlier releases wrote none. */
  certificateAuthority: z.optional(z.string()),
});

/** Where the pointer was when it was read; both undefined before the first certificate. */
type PointerPosition = { version: string | undefined; eTag: string | undefined };

export interface LivePointer {
  /** Undefined before the first certificate. @throws RenewerError `store-failed` when it is unreadable. */
  readVersion(deadline: Deadline): Promise<string | undefined>;
  /**
   * @throws RenewerError `store-failed` when the pointer is unreadable, or at a later version than `version`
   * (versions sort by time).
   */
  readBefore(version: string, deadline: Deadline): Promise<PointerPosition>;
  /** Moves the pointer from where it was read to `certificate`; reads it again if another writer has moved it since. */
  move(from: PointerPosition, certificate: StoredCertificate, deadline: Deadline): Promise<void>;
}

export type LivePointerOptions = {
  objects: Pick<BucketObjects, 'write'> & {
    read(key: string, deadline: Deadline): Promise<{ text: string; eTag: string } | undefined>;
  };
  /** For messages. */
  bucketName: string;
  certificateName: string;
  clock: Pick<Clock, 'now'>;
};

export function createLivePointer(options: LivePointerOptions): LivePointer {
  const { objects, bucketName, certificateName, clock } = options;
  const key = `${livePrefix(certificateName)}${POINTER_NAME}`;
  const place = { bucketName, key };

  async function readPosition(deadline: Deadline): Promise<PointerPosition> {
    const stored = await objects.read(key, deadline);
    if (!stored) return { version: undefined, eTag: undefined };
    return { version: parsePointer(place, stored.text), eTag: stored.eTag };
  }

  async function readBefore(version: string, deadline: Deadline): Promise<PointerPosition> {
    const position = await readPosition(deadline);
    if (position.version !== undefined && position.version > version) {
      throw storeFailed(
        place,
        `is at version ${printable(position.version)} already, later than ${version}: another run was faster. ${NEXT}`,
      );
    }
    return position;
  }

  async function move(from: PointerPosition, certificate: StoredCertificate, deadline: Deadline) {
    let seen = from;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (seen.version === certificate.version) return;
      const when = seen.eTag === undefined ? 'absent' : { eTag: seen.eTag };
      const text = pointerText(certificateName, certificate, clock.now());
      if (await objects.write(key, text, when, deadline)) return;
      seen = await readBefore(certificate.version, deadline);
    }
    throw storeFailed(place, 'was moved by others each time this run tried.');
  }

  return { readVersion: async (deadline) => (await readPosition(deadline)).version, readBefore, move };
}

/** Undefined for what is no pointer of this certificate that this release understands. */
export function readPointer(
  certificateName: string,
  text: string,
): Omit<z.output<typeof readersPointer>, 'schema'> | undefined {
  const { data } = z.safeParse(readersPointer, parseJson(text));
  return data?.archive === archivePrefix(certificateName, data?.version ?? '') ? data : undefined;
}

function pointerText(certificateName: string, certificate: StoredCertificate, now: Date): string {
  const { version, serial, domainNames, notBefore, notAfter, certificateAuthority } = certificate;
  const archive = archivePrefix(certificateName, version);
  const written = { writtenAt: now, writeId: randomUUID() };
  const issued = { version, serial, domainNames, notBefore, notAfter, certificateAuthority };
  const content = { schema: SCHEMA, ...issued, archive, ...written };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function parsePointer(place: Place, text: string): string {
  try {
    return z.parse(pointer, JSON.parse(text)).version;
  } catch (cause) {
    throw storeFailed(
      place,
      `is not a pointer that this release understands (schema ${SCHEMA}). It was left alone.`,
      cause,
    );
  }
}

const NEXT = 'The live certificate stays; the next run tries again.';
const RESTORE = 'Restore its last good version: the bucket keeps old versions.';

type Place = { bucketName: string; key: string };

function storeFailed({ bucketName, key }: Place, why: string, cause?: unknown): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: cause === undefined ? 'next-run' : 'person',
    subject: key,
    message: `The pointer ${key} of bucket ${bucketName} ${why}`,
    advice: cause === undefined ? NEXT : RESTORE,
    cause,
  });
}
