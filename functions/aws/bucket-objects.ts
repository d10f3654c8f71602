/**
 * Reads and writes single objects of the bucket, on a condition if need be. It knows nothing about certificates.
 * Content is compared by reading it: an ETag is only handed back to S3 (for an encrypted object it is no checksum).
 */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { LIFE_TAG } from './archive-life.ts';
import { type AwsCall, awsErrorName, callAws, isDenied } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import type { Person } from './person-advice.ts';

/** When a write happens: always; only if nothing is stored; only over the version with this ETag. */
type WriteCondition = 'always' | 'absent' | { eTag: string };

type ArchivedObject = { text: string; writtenAt: Date };
type StoredObject = ArchivedObject & { eTag: string };

export interface BucketObjects {
  read(key: string, deadline: Deadline): Promise<StoredObject | undefined>;
  /** False when the condition does not hold. @param life its class (archive-life.ts). @default it stays */
  write(key: string, text: string, when: WriteCondition, deadline: Deadline, life?: string): Promise<boolean>;
  /** Writes an object that never changes, unless there is one already. Returns what is stored then. */
  keepOrWrite(key: string, text: string, life: string, deadline: Deadline): Promise<ArchivedObject>;
  /** The same, but @throws RenewerError `store-conflict` when another content is stored. */
  writeOnce(key: string, text: string, life: string, deadline: Deadline): Promise<ArchivedObject>;
  /** Gives an object the class; one that has it already may be final. */
  setLife(key: string, life: string, deadline: Deadline): Promise<void>;
  /** As good as gone where it was never there; the bucket keeps what it held for a while. */
  remove(key: string, deadline: Deadline): Promise<void>;
  /** The keys and "folders" (with their final slash) that begin with a prefix and come behind `startAfter`, in order. */
  list(prefix: string, startAfter: string | undefined, deadline: Deadline): Promise<Listing>;
}

/** `isComplete`: false when there are more than are listed at once. */
export type Listing = { keys: string[]; isComplete: boolean };

export type BucketOptions = {
  client: Lazy<S3Client>;
  bucketName: string;
  /** The account that the bucket must belong to: all of AWS shares bucket names, and another one may have been first. */
  bucketOwner: string;
  clock: Clock;
  /** Whose credentials make the calls. @default - the function's role */
  caller?: Person | undefined;
};

const MAX_TRIES = 5;
const SHORTEST_PAUSE_MS = 100;

/** Of a thousand keys each. */
const MAX_PAGES = 10;

export function createBucketObjects(options: BucketOptions): BucketObjects {
  const { client, bucketName, clock } = options;
  const access = accessTo(options);
  const { bucket, call } = access;

  async function read(key: string, deadline: Deadline) {
    const command = new GetObjectCommand({ ...bucket, Key: key });
    // Without s3:ListBucket an absent key is "access denied" instead of "no such key".
    const asked = call('s3:GetObject (and s3:ListBucket)', key);
    try {
      const stored = await callAws(asked, deadline, (options) => downloadObject(client(), command, options));
      return { ...stored, writtenAt: stored.writtenAt ?? clock.now() };
    } catch (thrown) {
      if (awsErrorName(thrown) === 'NoSuchKey') return undefined;
      throw thrown;
    }
  }

  async function write(key: string, text: string, when: WriteCondition, deadline: Deadline, life?: string) {
    const command = new PutObjectCommand({
      ...bucket,
      Key: key,
      Body: text,
      ContentType: key.endsWith('.json') ? 'application/json' : 'application/x-pem-file',
      ...headers(when),
      ...(life !== undefined && { Tagging: new URLSearchParams({ [LIFE_TAG]: life }).toString() }),
    });
    const action = life === undefined ? 's3:PutObject' : 's3:PutObject (and s3:PutObjectTagging)';
    return conditionally(clock, deadline, () =>
      callAws(call(action, key), deadline, (options) => client().send(command, options)),
    );
  }

  /**
   * A write that says a tag is judged as `s3:PutObjectTagging` too, which the role has for no object that has its final
   * class. So "access denied" may mean, as "precondition failed" does, that there is one.
   */
  async function keepOrWrite(key: string, text: string, life: string, deadline: Deadline) {
    let refusal: unknown;
    try {
      if (await write(key, text, 'absent', deadline, life)) return { text, writtenAt: clock.now() };
    } catch (thrown) {
      if (!isDenied(thrown)) throw thrown;
      refusal = thrown;
    }
    const stored = await read(key, deadline);
    if (!stored) throw refusal ?? storeConflict(bucketName, key);
    return stored;
  }

  async function writeOnce(key: string, text: string, life: string, deadline: Deadline) {
    const archived = await keepOrWrite(key, text, life, deadline);
    if (archived.text !== text) throw storeConflict(bucketName, key);
    return archived;
  }

  return {
    read,
    write,
    keepOrWrite,
    writeOnce,
    async remove(key, deadline) {
      const command = new DeleteObjectCommand({ ...bucket, Key: key });
      await callAws(call('s3:DeleteObject', key), deadline, (options) => client().send(command, options));
    },
    setLife: (key, life, deadline) => setLife(access, key, life, deadline),
    list: (prefix, startAfter, deadline) => listKeys(access, prefix, startAfter, deadline),
  };
}

type Access = Pick<BucketOptions, 'client'> & {
  /** In every request. S3 answers "access denied" for another owner, before it reads or writes anything. */
  bucket: { Bucket: string; ExpectedBucketOwner: string };
  call: (action: string, key: string) => AwsCall;
};

function accessTo({ client, bucketName, bucketOwner, caller }: BucketOptions): Access {
  const ifDenied = `If the bucket is not of account ${bucketOwner}, somebody else has taken its name: nothing was read or written, and the stack needs another name.`;
  return {
    client,
    bucket: { Bucket: bucketName, ExpectedBucketOwner: bucketOwner },
    call: (action, key) => {
      const resource = `bucket ${bucketName}, key ${key}`;
      const subject = `bucket ${bucketName}`;
      return { action, resource, subject, code: 'store-failed', ifDenied, caller };
    },
  };
}

async function setLife({ client, bucket, call }: Access, key: string, life: string, deadline: Deadline) {
  const Tagging = { TagSet: [{ Key: LIFE_TAG, Value: life }] };
  const command = new PutObjectTaggingCommand({ ...bucket, Key: key, Tagging });
  try {
    await callAws(call('s3:PutObjectTagging', key), deadline, (options) => client().send(command, options));
  } catch (denied) {
    if (!isDenied(denied)) throw denied;
    // A final class is nobody's to change: is it this one already?
    const ask = new GetObjectTaggingCommand({ ...bucket, Key: key });
    const { TagSet = [] } = await callAws(call('s3:GetObjectTagging', key), deadline, (options) =>
      client().send(ask, options),
    );
    if (!TagSet.some(({ Key, Value }) => Key === LIFE_TAG && Value === life)) throw denied;
  }
}

async function listKeys(
  access: Access,
  prefix: string,
  startAfter: string | undefined,
  deadline: Deadline,
): Promise<Listing> {
  const { client, bucket, call } = access;
  const found: string[] = [];
  const under = { ...bucket, Prefix: prefix, Delimiter: '/', StartAfter: startAfter };
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command = new ListObjectsV2Command({ ...under, ContinuationToken: token });
    const answer = await callAws(call('s3:ListBucket', prefix), deadline, (options) =>
      client().send(command, options),
    );
    const { Contents = [], CommonPrefixes = [] } = answer;
    const keys = [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)];
    found.push(...keys.filter((key) => key !== undefined));
    token = answer.NextContinuationToken;
    if (token === undefined) return { keys: found.sort(), isComplete: true };
  }
  return { keys: found.sort(), isComplete: false };
}

/** The SDK repeats a request that failed, but not one whose body broke off: this does. */
export async function downloadObject(
  client: S3Client,
  command: GetObjectCommand,
  options: { abortSignal: AbortSignal },
): Promise<Omit<StoredObject, 'writtenAt'> & { writtenAt: Date | undefined }> {
  for (let tries = 1; ; tries += 1) {
    const { Body, ETag = '', LastModified } = await client.send(command, options);
    try {
      return { text: (await Body?.transformToString()) ?? '', eTag: ETag, writtenAt: LastModified };
    } catch (broken) {
      if (tries === MAX_TRIES) throw broken;
    }
  }
}

/** True once `put` succeeded; false when its condition does not hold. Waits while another write is under way. */
async function conditionally(
  clock: Clock,
  deadline: Deadline,
  put: () => Promise<unknown>,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await put();
      return true;
    } catch (thrown) {
      const name = awsErrorName(thrown) ?? '';
      // NoSuchKey: the object that If-Match names was deleted meanwhile.
      if (name === 'PreconditionFailed' || name === 'NoSuchKey') return false;
      if (name !== 'ConditionalRequestConflict' || tries === MAX_TRIES) throw thrown;
      await clock.sleep(SHORTEST_PAUSE_MS * 2 ** (tries - 1), deadline);
    }
  }
}

function headers(when: WriteCondition): { IfNoneMatch?: string; IfMatch?: string } {
  if (when === 'always') return {};
  return when === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: when.eTag };
}

/** Whether `writeOnce` found another content. */
export function isStoreConflict(thrown: unknown): boolean {
  return thrown instanceof RenewerError && thrown.code === 'store-conflict';
}

function storeConflict(bucketName: string, key: string): RenewerError {
  const version = key.slice(0, key.lastIndexOf('/') + 1);
  return new RenewerError({
    code: 'store-conflict',
    disposition: 'next-run',
    subject: key,
    message: `The archive of bucket ${bucketName} holds another content under ${key}. It was left as it is, and so was the live certificate.`,
    advice: `The next run tries again; if that fails too, remove ${version}, and a new certificate is issued.`,
  });
}
