/** The life that each object of the archive gets, as a tag in a real bucket of the AWS emulator, which stands in for S3. */
import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { useBucket } from './bucket-world.ts';

const NEVER = noDeadline();
const NAME = '*.example.com';
const V1 = '20261101T000000Z-aaaaaa';
const KEY = 'key\n';
const FILES = { privateKeyPem: KEY, certificatePem: 'leaf\n', chainPem: 'chain\n' };

const bucket = useBucket();

describe('the life of what is archived', () => {
  const DAY_MS = 86_400_000;
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const PARTS = ['bundle.pem', 'cert.pem', 'chain.pem', 'fullchain.pem', 'metadata.json', 'privkey.pem'];

  async function lives(area: string, names: string[]) {
    const tagSets = names.map(async (name) => {
      const command = new GetObjectTaggingCommand({ Bucket: bucket.bucketName, Key: `${area}${name}` });
      return (await bucket.client().send(command)).TagSet?.map(({ Key, Value }) => `${Key}=${Value}`).join();
    });
    return [...new Set(await Promise.all(tagSets))];
  }
  const publishUntil = (notAfter: Date) =>
    bucket.store.publish(NAME, aStoredCertificate({ version: V1, notAfter }), FILES, NEVER);
  const archive = `archive/_wildcard.example.com/${V1}/`;

  it('is the longest for a key whose certificate does not exist yet', async () => {
    await bucket.store.archiveKey(NAME, V1, KEY, NEVER);

    expect(await lives(archive, ['privkey.pem'])).toEqual(['dnscale-certs:life=400']);
  });

  it.each([
    [6.6, '10'],
    [45, '50'],
    [89.9, '90'],
    [199, '200'],
    [3_650, 'unlimited'],
  ])(
    'is the class of the certificate for all of a version, its key too (%d days: %s)',
    async (days, life) => {
      await bucket.store.archiveKey(NAME, V1, KEY, NEVER);

      await publishUntil(inDays(days));

      expect(await lives(archive, PARTS)).toEqual([`dnscale-certs:life=${life}`]);
    },
  );

  it('stays what it is when a run publishes the version again', async () => {
    await publishUntil(inDays(85));
    await publishUntil(inDays(85));

    expect(await lives(archive, PARTS)).toEqual(['dnscale-certs:life=90']);
  });

  it('is none for the live copies', async () => {
    await publishUntil(inDays(85));

    expect(await lives('live/_wildcard.example.com/', ['bundle.pem', 'privkey.pem', 'current.json'])).toEqual(
      [''],
    );
  });
});
