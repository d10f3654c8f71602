/** The certificate bucket in memory, behind S3's own commands with their conditions; the real store runs on it. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '../../../../functions/engine/ports/time.ts';
import { sdkError } from './sdk-error.ts';

/** The account of the bucket; any other one that a call expects is refused, as S3 does and the emulator does not. */
export const BUCKET_OWNER = '111122223333';

export type BucketModel = {
  client: S3Client;
  /** The text of an object; undefined when there is none. */
  text(key: string): string | undefined;
};

type Stored = { text: string; eTag: string; writtenAt: Date; tags: { Key: string; Value: string }[] };
type Asked = { Key: string | undefined };

/** @param onWrite called for every written object. */
export function createBucketModel(
  onWrite: (key: string, text: string) => void,
  clock: Pick<Clock, 'now'>,
): BucketModel {
  const objects = new Map<string, Stored>();
  let writes = 0;
  const find = ({ Key = '' }: Asked) => {
    const stored = objects.get(Key);
    if (!stored) throw sdkError('NoSuchKey');
    return stored;
  };
  const put = ({ Key = '', Body, IfNoneMatch, IfMatch, Tagging }: PutObjectCommand['input']) => {
    const stored = objects.get(Key);
    // A tag in it is judged as s3:PutObjectTagging too, which the role has for no final class.
    if (Tagging !== undefined && stored && isFinal(stored)) throw sdkError('AccessDenied');
    if (IfNoneMatch === '*' && stored) throw sdkError('PreconditionFailed');
    if (IfMatch !== undefined && stored?.eTag !== IfMatch) throw sdkError('PreconditionFailed');
    // The bucket's policy (infra/certificate-bucket.ts).
    if (IfNoneMatch === undefined && Key.startsWith('archive/')) throw sdkError('AccessDenied');
    writes += 1;
    const text = String(Body);
    const tags = [...new URLSearchParams(Tagging)].map(([Key, Value]) => ({ Key, Value }));
    objects.set(Key, { text, eTag: `"${writes}"`, writtenAt: clock.now(), tags });
    onWrite(Key, text);
  };
  const get = (asked: Asked) => {
    const { text, eTag, writtenAt } = find(asked);
    return { ETag: eTag, LastModified: writtenAt, Body: { transformToString: async () => text } };
  };
  const setTags = ({ Key, Tagging }: PutObjectTaggingCommand['input']) => {
    const stored = find({ Key });
    if (isFinal(stored)) throw sdkError('AccessDenied');
    stored.tags = (Tagging?.TagSet ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
  };
  const send = async (command: Known) => {
    expectOwner(command);
    if (command instanceof PutObjectCommand) return put(command.input);
    if (command instanceof GetObjectCommand) return get(command.input);
    if (command instanceof GetObjectTaggingCommand) return { TagSet: find(command.input).tags };
    if (command instanceof PutObjectTaggingCommand) return setTags(command.input);
    if (command instanceof DeleteObjectCommand) return void objects.delete(command.input.Key ?? '');
    return list([...objects.keys()], expectList(command).input);
  };
  return { client: { send } as unknown as S3Client, text: (key) => objects.get(key)?.text };
}

/** The role's condition on s3:PutObjectTagging (infra/certificate-bucket.ts). */
function isFinal({ tags }: Stored): boolean {
  return tags.some(({ Key, Value }) => Key === 'dnscale-certs:life' && Value !== '400');
}

type Known =
  | DeleteObjectCommand
  | PutObjectCommand
  | GetObjectCommand
  | GetObjectTaggingCommand
  | PutObjectTaggingCommand
  | ListObjectsV2Command;

function expectOwner({ input }: Known): void {
  if (input.ExpectedBucketOwner !== BUCKET_OWNER) throw sdkError('AccessDenied');
}

function expectList(command: Known): ListObjectsV2Command {
  if (command instanceof ListObjectsV2Command) return command;
  throw new Error('The bucket model knows no such command');
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
