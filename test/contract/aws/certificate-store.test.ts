/** Storing certificates in a real bucket of the AWS emulator, which stands in for S3. */
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CertificateFiles } from '../../../functions/engine/ports/store.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { useBucket } from './bucket-world.ts';
import { breakConnections, type LostAnswers } from './lost-answers.ts';

const NEVER = noDeadline();
const NAME = '*.example.com';
const V1 = '20261101T000000Z-aaaaaa';
const V2 = '20261201T000000Z-bbbbbb';

const bucket = useBucket();
let connections: LostAnswers;

beforeAll(() => {
  connections = breakConnections(bucket.client());
});

function files(mark: string): CertificateFiles {
  return { privateKeyPem: `key ${mark}\n`, certificatePem: `leaf ${mark}\n`, chainPem: `chain ${mark}\n` };
}

function publish(version: string, mark = version): Promise<void> {
  return bucket.store.publish(NAME, aStoredCertificate({ version }), files(mark), NEVER);
}

async function pointer(): Promise<Record<string, unknown>> {
  return JSON.parse((await bucket.text('live/_wildcard.example.com/current.json')) ?? '');
}

describe('archiveKey', () => {
  it('stores the key, and takes a repetition for success', async () => {
    await bucket.store.archiveKey(NAME, V1, 'key\n', NEVER);
    await bucket.store.archiveKey(NAME, V1, 'key\n', NEVER);

    expect(await bucket.text(`archive/_wildcard.example.com/${V1}/privkey.pem`)).toBe('key\n');
  });

  it('succeeds when its answer was lost', async () => {
    connections.loseNext();

    await bucket.store.archiveKey(NAME, V1, 'key\n', NEVER);

    expect(await bucket.text(`archive/_wildcard.example.com/${V1}/privkey.pem`)).toBe('key\n');
  });

  it('fails when another key is stored under the version, and leaves that one', async () => {
    await bucket.store.archiveKey(NAME, V1, 'key\n', NEVER);

    await expect(bucket.store.archiveKey(NAME, V1, 'other key\n', NEVER)).rejects.toMatchObject({
      code: 'store-conflict',
    });
    expect(await bucket.text(`archive/_wildcard.example.com/${V1}/privkey.pem`)).toBe('key\n');
  });

  it('fails for a person, before an order is spent, when the pointer is unreadable', async () => {
    const Key = 'live/_wildcard.example.com/current.json';
    await bucket.client().send(new PutObjectCommand({ Bucket: bucket.bucketName, Key, Body: 'no pointer' }));

    await expect(bucket.store.archiveKey(NAME, V1, 'key\n', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      subject: Key,
    });
  });

  it('fails for a person, naming bucket, key and action, when the bucket does not exist', async () => {
    const elsewhere = bucket.storeWith({ bucketName: 'no-such-bucket' });

    await expect(elsewhere.archiveKey(NAME, V1, 'key\n', NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      disposition: 'person',
      message: expect.stringMatching(
        /s3:PutObject \(and s3:PutObjectTagging\) on bucket no-such-bucket, key archive\/_wildcard\.example\.com\//,
      ),
    });
  });
});

describe('readKey', () => {
  it('has the key of a version that was begun, and of the live one', async () => {
    const key = `key ${V1}\n`;
    await bucket.store.archiveKey(NAME, V1, key, NEVER);
    expect(await bucket.store.readKey(NAME, V1, NEVER)).toBe(key);

    await publish(V1);
    expect(await bucket.store.readKey(NAME, V1, NEVER)).toBe(key);
  });

  it('has none where there is none', async () => {
    expect(await bucket.store.readKey(NAME, 'never-begun', NEVER)).toBeUndefined();
  });
});

describe('liveVersion', () => {
  it('is what the pointer names, and undefined before the first', async () => {
    expect(await bucket.store.liveVersion(NAME, NEVER)).toBeUndefined();

    await publish(V1);
    expect(await bucket.store.liveVersion(NAME, NEVER)).toBe(V1);
  });
});

describe('publish', () => {
  it('completes the archive, refreshes the live copies and points at the version', async () => {
    await bucket.store.archiveKey(NAME, V1, `key ${V1}\n`, NEVER);

    await publish(V1);

    const { Contents = [] } = await bucket
      .client()
      .send(new ListObjectsV2Command({ Bucket: bucket.bucketName }));
    expect(Contents.map(({ Key }) => Key).sort()).toEqual([
      `archive/_wildcard.example.com/${V1}/bundle.pem`,
      `archive/_wildcard.example.com/${V1}/cert.pem`,
      `archive/_wildcard.example.com/${V1}/chain.pem`,
      `archive/_wildcard.example.com/${V1}/fullchain.pem`,
      `archive/_wildcard.example.com/${V1}/metadata.json`,
      `archive/_wildcard.example.com/${V1}/privkey.pem`,
      'live/_wildcard.example.com/bundle.pem',
      'live/_wildcard.example.com/cert.pem',
      'live/_wildcard.example.com/chain.pem',
      'live/_wildcard.example.com/current.json',
      'live/_wildcard.example.com/fullchain.pem',
      'live/_wildcard.example.com/privkey.pem',
    ]);
    expect(await bucket.text('live/_wildcard.example.com/bundle.pem')).toBe(
      `key ${V1}\nleaf ${V1}\nchain ${V1}\n`,
    );
    expect(await bucket.text('live/_wildcard.example.com/fullchain.pem')).toBe(`leaf ${V1}\nchain ${V1}\n`);
    expect(await pointer()).toEqual({
      schema: 1,
      version: V1,
      serial: '0a1b2c',
      domainNames: ['example.com'],
      notBefore: '2026-11-01T00:00:00.000Z',
      notAfter: '2027-01-30T00:00:00.000Z',
      certificateAuthority: 'https://ca.test/directory',
      archive: `archive/_wildcard.example.com/${V1}/`,
      writtenAt: expect.stringMatching(/^\d{4}-.*Z$/),
      writeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('may be repeated', async () => {
    await publish(V1);
    const before = await pointer();

    await publish(V1);

    expect(await pointer()).toEqual(before);
  });

  it('moves the pointer on to the next version and keeps the old one in the archive', async () => {
    await publish(V1);

    await publish(V2);

    expect((await pointer()).version).toBe(V2);
    expect(await bucket.store.readVersion(NAME, V1, NEVER)).toEqual(files(V1));
  });

  it('ends with the later version when two writers race', async () => {
    const results = await Promise.allSettled([publish(V1), publish(V2)]);

    expect(results[1].status).toBe('fulfilled');
    expect((await pointer()).version).toBe(V2);
  });

  it('ends with one pointer when two writers race for the same version', async () => {
    await Promise.all([publish(V1), publish(V1), publish(V1)]);

    expect((await pointer()).version).toBe(V1);
  });

  it('fails when a later version is live, and touches none of the live copies', async () => {
    await publish(V2);

    await expect(publish(V1)).rejects.toMatchObject({ code: 'store-failed', disposition: 'next-run' });
    expect((await pointer()).version).toBe(V2);
    expect(await bucket.text('live/_wildcard.example.com/cert.pem')).toBe(`leaf ${V2}\n`);
  });

  it('fails before the pointer moves when the version holds another certificate', async () => {
    await publish(V1, 'first');

    await expect(publish(V1, 'second')).rejects.toMatchObject({ code: 'store-conflict' });
    expect(await bucket.text('live/_wildcard.example.com/cert.pem')).toBe('leaf first\n');
  });
});

describe('readVersion', () => {
  it('fails, naming the object, when the version is not there', async () => {
    await expect(bucket.store.readVersion(NAME, V1, NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining(`archive/_wildcard.example.com/${V1}/privkey.pem`),
    });
  });
});
