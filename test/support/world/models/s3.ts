/** The certificate bucket in memory, behind S3's own commands with their conditions; the real store runs on it. */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sdkError } from './sdk-error.ts';

/** The account of the bucket; any other one that a call expects is refused, as S3 does and the emulator does not. */
export const BUCKET_OWNER = '111122223333';

export type BucketModel = {
  client: S3Client;
  /** The text of an object; undefined when there is none. */
  text(key: string): string | undefined;
};

/** @param onWrite called for every written object. */
export function createBucketModel(onWrite: (key: string, text: string) => void): BucketModel {
  const objects = new Map<string, { text: string; eTag: string }>();
  let writes = 0;
  const put = ({ Key = '', Body, IfNoneMatch, IfMatch }: PutObjectCommand['input']) => {
    const stored = objects.get(Key);
    if (IfNoneMatch === '*' && stored) throw sdkError('PreconditionFailed');
    if (IfMatch !== undefined && stored?.eTag !== IfMatch) throw sdkError('PreconditionFailed');
    writes += 1;
    const text = String(Body);
    objects.set(Key, { text, eTag: `"${writes}"` });
    onWrite(Key, text);
  };
  const get = ({ Key = '' }: GetObjectCommand['input']) => {
    const stored = objects.get(Key);
    if (!stored) throw sdkError('NoSuchKey');
    return { ETag: stored.eTag, Body: { transformToString: async () => stored.text } };
  };
  const send = async (command: unknown) => {
    const isKnown =
      command instanceof PutObjectCommand ||
      command instanceof GetObjectCommand ||
      command instanceof ListObjectsV2Command;
    if (!isKnown) throw new Error('The bucket model knows no such command');
    if (command.input.ExpectedBucketOwner !== BUCKET_OWNER) throw sdkError('AccessDenied');
    if (command instanceof ListObjectsV2Command) return list([...objects.keys()], command.input);
    return command instanceof PutObjectCommand ? put(command.input) : get(command.input);
  };
  return { client: { send } as unknown as S3Client, text: (key) => objects.get(key)?.text };
}

/** In one page. */
function list(
  keys: string[],
  { Prefix = '', StartAfter = '', Delimiter = '/' }: ListObjectsV2Command['input'],
) {
  const under = keys.filter((key) => key.startsWith(Prefix) && key > StartAfter).sort();
  const folderOf = (key: string) => {
    const end = key.indexOf(Delimiter, Prefix.length);
    return end < 0 ? undefined : key.slice(0, end + 1);
  };
  const folders = new Set(under.flatMap((key) => folderOf(key) ?? []));
  return {
    Contents: under.filter((key) => folderOf(key) === undefined).map((Key) => ({ Key })),
    CommonPrefixes: [...folders].map((folder) => ({ Prefix: folder })),
  };
}
