/**
 * Reads and writes single objects of the bucket, on a condition if need be. It knows nothing about certificates.
 * Content is compared by reading it: an ETag is only handed back to S3 (for an encrypted object it is no checksum).
 */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import { awsErrorName, callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';

/** When a write happens: always; only if nothing is stored; only over the version with this ETag. */
type WriteCondition = 'always' | 'absent' | { eTag: string };

export interface BucketObjects {
  read(key: string, deadline: Deadline): Promise<{ text: string; eTag: string } | undefined>;
  /** False when the condition does not hold. */
  write(key: string, text: string, when: WriteCondition, deadline: Deadline): Promise<boolean>;
  /** Writes an object that never changes. @throws RenewerError `store-conflict` when another content is stored. */
  writeOnce(key: string, text: string, deadline: Deadline): Promise<void>;
  /** The keys and "folders" (with their final slash) right below a prefix and behind `startAfter`, in order. */
  list(prefix: string, startAfter: string, deadline: Deadline): Promise<string[]>;
}

export type BucketOptions = {
  client: Lazy<S3Client>;
  bucketName: string;
  /** The account that the bucket must belong to: all of AWS shares bucket names, and another one may have been first. */
  bucketOwner: string;
  clock: Clock;
};

const MAX_TRIES = 5;
const SHORTEST_PAUSE_MS = 100;

/** Of a thousand keys each. */
const MAX_PAGES = 10;

export function createBucketObjects(options: BucketOptions): BucketObjects {
  const { client, bucketName, bucketOwner, clock } = options;
  // S3 answers "access denied" for another owner, before it reads or writes anything.
  const bucket = { Bucket: bucketName, ExpectedBucketOwner: bucketOwner };
  function call(action: string, key: string) {
    const resource = `bucket ${bucketName}, key ${key}`;
    const ifDenied = `If the bucket is not of account ${bucketOwner}, somebody else has taken its name: nothing was read or written, and the stack needs another name.`;
    return { action, resource, code: 'store-failed' as const, ifDenied };
  }

  async function read(key: string, deadline: Deadline) {
    const command = new GetObjectCommand({ ...bucket, Key: key });
    // Without s3:ListBucket an absent key is "access denied" instead of "no such key".
    const asked = call('s3:GetObject (and s3:ListBucket)', key);
    try {
      return await callAws(asked, deadline, (options) => download(client(), command, options));
    } catch (thrown) {
      if (awsErrorName(thrown) === 'NoSuchKey') return undefined;
      throw thrown;
    }
  }

  async function write(key: string, text: string, when: WriteCondition, deadline: Deadline) {
    const command = new PutObjectCommand({
      ...bucket,
      Key: key,
      Body: text,
      ContentType: key.endsWith('.json') ? 'application/json' : 'application/x-pem-file',
      ...headers(when),
    });
    return conditionally(clock, deadline, () =>
      callAws(call('s3:PutObject', key), deadline, (options) => client().send(command, options)),
    );
  }

  async function writeOnce(key: string, text: string, deadline: Deadline) {
    if (await write(key, text, 'absent', deadline)) return;
    const stored = await read(key, deadline);
    if (stored?.text !== text) throw storeConflict(bucketName, key);
  }

  async function list(prefix: string, startAfter: string, deadline: Deadline) {
    const found: string[] = [];
    const under = { ...bucket, Prefix: prefix, Delimiter: '/', StartAfter: startAfter };
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const command = new ListObjectsV2Command({ ...under, ContinuationToken: token });
      const { Contents, CommonPrefixes, NextContinuationToken } = await callAws(
        call('s3:ListBucket', prefix),
        deadline,
        (options) => client().send(command, options),
      );
      const keys = [
        ...(Contents ?? []).map(({ Key }) => Key),
        ...(CommonPrefixes ?? []).map((p) => p.Prefix),
      ];
      found.push(...keys.filter((key) => key !== undefined));
      token = NextContinuationToken;
      if (token === undefined) break;
    }
    return found.sort();
  }

  return { read, write, writeOnce, list };
}

/** The SDK repeats a request that failed, but not one whose body broke off: this does. */
async function download(
  client: S3Client,
  command: GetObjectCommand,
  options: { abortSignal: AbortSignal },
): Promise<{ text: string; eTag: string }> {
  for (let tries = 1; ; tries += 1) {
    const { Body, ETag = '' } = await client.send(command, options);
    try {
      return { text: (await Body?.transformToString()) ?? '', eTag: ETag };
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
    message: `The archive of bucket ${bucketName} holds another content under ${key}. It was left as it is, and so was the live certificate. The next run tries again; if that fails too, remove ${version}, and a new certificate is issued.`,
  });
}
