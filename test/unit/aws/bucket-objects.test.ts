import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createBucketObjects } from '../../../functions/aws/bucket-objects.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { type SentCommand, scriptedClient, sdkError } from './scripted-client.ts';

const NEVER = noDeadline();

function objectsThatAnswer(answer: (command: SentCommand, count: number) => unknown) {
  const { client, sent } = scriptedClient<S3Client>(answer);
  const clock = createManualClock(NOW);
  const objects = createBucketObjects({
    client: () => client,
    bucketName: 'b',
    bucketOwner: '111122223333',
    clock,
  });
  return { objects, sent, clock };
}

describe('write', () => {
  it('waits while another write to the key is under way', async () => {
    const { objects, sent, clock } = objectsThatAnswer((_, count) => {
      if (count <= 3) throw sdkError('ConditionalRequestConflict');
      return {};
    });

    expect(await objects.write('k', 'text', 'absent', NEVER)).toBe(true);
    expect(sent).toHaveLength(4);
    expect(clock.now().getTime() - NOW.getTime()).toBe(700);
  });

  it('fails after five conflicts', async () => {
    const { objects, sent } = objectsThatAnswer(() => {
      throw sdkError('ConditionalRequestConflict');
    });

    await expect(objects.write('k', 'text', 'absent', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'next-run',
    });
    expect(sent).toHaveLength(5);
  });

  it.each(['PreconditionFailed', 'NoSuchKey'])(
    'says so when its condition does not hold (%s)',
    async (name) => {
      const { objects } = objectsThatAnswer(() => {
        throw sdkError(name);
      });

      expect(await objects.write('k', 'text', { eTag: '"e"' }, NEVER)).toBe(false);
    },
  );

  it.each([
    ['always' as const, {}],
    ['absent' as const, { IfNoneMatch: '*' }],
    [{ eTag: '"e"' }, { IfMatch: '"e"' }],
  ])('sends its condition (%j)', async (when, headers) => {
    const { objects, sent } = objectsThatAnswer(() => ({}));

    await objects.write('k.json', '{}', when, NEVER);

    expect(sent).toEqual([
      {
        name: 'PutObjectCommand',
        input: {
          Bucket: 'b',
          ExpectedBucketOwner: '111122223333',
          Key: 'k.json',
          Body: '{}',
          ContentType: 'application/json',
          ...headers,
        },
      },
    ]);
  });
});

describe('read', () => {
  it('reads again when the body breaks off, which the SDK does not', async () => {
    const broken = { transformToString: () => Promise.reject(new Error('aborted')) };
    const whole = { transformToString: async () => 'text' };
    const { objects, sent } = objectsThatAnswer((_, count) => ({
      Body: count < 5 ? broken : whole,
      ETag: '"e"',
      LastModified: NOW,
    }));

    expect(await objects.read('k', NEVER)).toEqual({ text: 'text', eTag: '"e"', writtenAt: NOW });
    expect(sent).toHaveLength(5);
  });

  it('fails after five bodies that broke off', async () => {
    const broken = { transformToString: () => Promise.reject(new Error('aborted')) };
    const { objects, sent } = objectsThatAnswer(() => ({ Body: broken }));

    await expect(objects.read('k', NEVER)).rejects.toMatchObject({ code: 'store-failed' });
    expect(sent).toHaveLength(5);
  });

  it('fails, naming both actions it takes, when the bucket denies it', async () => {
    const { objects } = objectsThatAnswer(() => {
      throw sdkError('AccessDenied');
    });

    await expect(objects.read('k', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      message: expect.stringContaining('s3:GetObject (and s3:ListBucket) on bucket b, key k'),
    });
  });
});

describe('writeOnce', () => {
  it('writes only where there is nothing, with its life as a tag', async () => {
    const { objects, sent } = objectsThatAnswer(() => ({}));

    await objects.writeOnce('archive/a/v1/cert.pem', 'text', '90', NEVER);

    expect(sent).toMatchObject([
      { name: 'PutObjectCommand', input: { IfNoneMatch: '*', Tagging: 'dnscale-certs%3Alife=90' } },
    ]);
  });

  it.each(['PreconditionFailed', 'AccessDenied'])(
    'takes the same text for its own where S3 refuses the write (%s)',
    async (refusal) => {
      const { objects } = objectsThatAnswer(({ name }) => {
        if (name === 'PutObjectCommand') throw sdkError(refusal);
        return { Body: { transformToString: async () => 'text' }, LastModified: NOW };
      });

      const archived = await objects.writeOnce('archive/a/v1/cert.pem', 'text', '90', NEVER);

      expect(archived).toMatchObject({ text: 'text', writtenAt: NOW });
    },
  );

  it('fails with the denial where nothing is stored', async () => {
    const { objects } = objectsThatAnswer(({ name }) => {
      throw sdkError(name === 'PutObjectCommand' ? 'AccessDenied' : 'NoSuchKey');
    });

    await expect(objects.writeOnce('archive/a/v1/cert.pem', 'text', '90', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      message: expect.stringContaining('s3:PutObject (and s3:PutObjectTagging) on bucket b'),
    });
  });

  it('fails where another run was faster with another text', async () => {
    const { objects } = objectsThatAnswer((_, count) => {
      if (count === 1) throw sdkError('PreconditionFailed');
      return { Body: { transformToString: async () => 'theirs' } };
    });

    await expect(objects.writeOnce('archive/a/v1/cert.pem', 'ours', '90', NEVER)).rejects.toMatchObject({
      code: 'store-conflict',
      subject: 'archive/a/v1/cert.pem',
    });
  });
});

describe('setLife', () => {
  /** The role may change no class but the longest. */
  const tagged = (Value: string) =>
    objectsThatAnswer(({ name }) => {
      if (name === 'PutObjectTaggingCommand' && Value !== '400') throw sdkError('AccessDenied');
      return { TagSet: [{ Key: 'dnscale-certs:life', Value }] };
    });

  it('changes the tag of the object in one call', async () => {
    const { objects, sent } = tagged('400');

    await objects.setLife('archive/a/v1/privkey.pem', '90', NEVER);

    expect(sent).toHaveLength(1);
    expect(sent.at(-1)).toEqual({
      name: 'PutObjectTaggingCommand',
      input: {
        Bucket: 'b',
        ExpectedBucketOwner: '111122223333',
        Key: 'archive/a/v1/privkey.pem',
        Tagging: { TagSet: [{ Key: 'dnscale-certs:life', Value: '90' }] },
      },
    });
  });

  it('succeeds where the class is final and this one', async () => {
    const { objects } = tagged('90');

    await expect(objects.setLife('archive/a/v1/privkey.pem', '90', NEVER)).resolves.toBeUndefined();
  });

  it('fails with the denial where the final class is another', async () => {
    const { objects } = tagged('10');

    await expect(objects.setLife('archive/a/v1/privkey.pem', '90', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('s3:PutObjectTagging on bucket b'),
    });
  });
});

describe('a bucket of another account', () => {
  /** As S3 answers: it compares the owner before it does anything. */
  function aForeignBucket() {
    const stored: string[] = [];
    const { objects } = objectsThatAnswer(({ name, input }) => {
      if (input.ExpectedBucketOwner !== '999999999999') throw sdkError('AccessDenied');
      stored.push(name);
      return { Body: { transformToString: async () => 'planted' }, ETag: '"e"' };
    });
    return { objects, stored };
  }

  it.each<[string, (objects: ReturnType<typeof aForeignBucket>['objects']) => Promise<unknown>]>([
    ['read', (objects) => objects.read('live/a/current.json', NEVER)],
    ['write', (objects) => objects.write('live/a/bundle.pem', 'a key', 'always', NEVER)],
    ['writeOnce', (objects) => objects.writeOnce('archive/a/v1/privkey.pem', 'a key', '90', NEVER)],
    ['setLife', (objects) => objects.setLife('archive/a/v1/privkey.pem', '10', NEVER)],
  ])('gets nothing and gives nothing to %s, with an error that says whose it must be', async (_, call) => {
    const { objects, stored } = aForeignBucket();

    await expect(call(objects)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      message: expect.stringContaining(
        'If the bucket is not of account 111122223333, somebody else has taken its name: nothing was read or written, and the stack needs another name.',
      ),
    });
    expect(stored).toEqual([]);
  });
});
