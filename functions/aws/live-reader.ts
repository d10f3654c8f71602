/**
 * Reads what is live of one certificate with a server's credentials, which may do no more than `s3:GetObject` below its prefix
 * (infra/renewed-certificate.ts, `grantRead`). Not knowing the bucket's account, it names no owner.
 */
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RenewerError } from '../engine/errors.ts';
import type { LiveReader } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { awsErrorName, awsWords, callAws, isDenied } from './aws-error.ts';
import { downloadObject } from './bucket-objects.ts';
import type { Lazy } from './clients.ts';
import { POINTER_NAME, readPointer } from './live-pointer.ts';
import type { Person } from './person-advice.ts';
import { livePrefix } from './store-keys.ts';

export type LiveReaderOptions = {
  client: Lazy<S3Client>;
  bucketName: string;
  /** Whose credentials make the calls. */
  caller: Person;
};

/** More than a key and the longest chain take: what is larger is neither. */
const MOST_BYTES = 512 * 1024;

export function createLiveReader(options: LiveReaderOptions): LiveReader {
  return {
    async readLive(certificateName, deadline) {
      const prefix = `s3://${options.bucketName}/${livePrefix(certificateName)}`;
      const pointer = readPointer(certificateName, await readText(options, prefix, POINTER_NAME, deadline));
      if (!pointer) {
        const place = prefix + POINTER_NAME;
        const advice = 'Use the release of dnscale-certs that the renewer is of, or find out who wrote it.';
        throw notRead(place, 'is no pointer of this certificate that this release understands.', advice);
      }
      const { version, serial, domainNames, certificateAuthority } = pointer;
      const bundlePem = await readText(options, prefix, 'bundle.pem', deadline);
      return { version, serial, domainNames, certificateAuthority, bundlePem };
    },
  };
}

async function readText(
  { client, bucketName, caller }: LiveReaderOptions,
  prefix: string,
  name: string,
  deadline: Deadline,
): Promise<string> {
  const place = prefix + name;
  const Key = place.slice(`s3://${bucketName}/`.length);
  const command = new GetObjectCommand({ Bucket: bucketName, Key, Range: `bytes=0-${MOST_BYTES - 1}` });
  const call = {
    action: 's3:GetObject',
    resource: place,
    code: 'store-failed',
    caller,
  } as const;
  try {
    return (await callAws(call, deadline, (options) => downloadObject(client(), command, options))).text;
  } catch (thrown) {
    const error = awsErrorName(thrown);
    if (error !== 'NoSuchKey' && !isDenied(thrown)) throw thrown;
    const { why, advice } = unreadable(awsWords(thrown));
    throw notRead(place, `${why}: ${error}: ${awsWords(thrown)}.`, advice, thrown);
  }
}

/** By the action that S3 names, where it names one. */
function unreadable(words: string): { why: string; advice: string } {
  const action = / perform: (\w+:\w+)/.exec(words)?.[1];
  // Of what is not there S3 says so to who may not list the bucket: whoever may list it gets NoSuchKey.
  if (action === 's3:ListBucket' || words.startsWith('The specified key')) {
    return { why: 'is not there', advice: 'Check both names: no right is missing, s3:ListBucket neither.' };
  }
  if (action === 'kms:Decrypt') {
    const advice = `Allow kms:Decrypt on the bucket's key for this role, in its own policy or in the key's.`;
    return { why: 'may be read, but not decrypted', advice };
  }
  if (action === 's3:GetObject') {
    return { why: 'may not be read', advice: 'Allow s3:GetObject on it for this role.' };
  }
  const advice = `Check both names; if they are right, allow s3:GetObject there and kms:Decrypt on the bucket's key.`;
  return { why: 'is not there, or may not be read', advice };
}

function notRead(place: string, why: string, advice: string, cause?: unknown): RenewerError {
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: place,
    message: `${place} ${why}`,
    advice,
    cause,
  });
}
