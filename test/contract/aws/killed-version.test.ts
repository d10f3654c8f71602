/** A version of the archive that a killed run left, complete or not, is published again. */
import { ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { CertificateFiles } from '../../../functions/engine/ports/store.ts';
import { aStoredCertificate, noDeadline } from '../../support/builders.ts';
import { useBucket } from './bucket-world.ts';

const NEVER = noDeadline();
const NAME = 'example.com';
const VERSION = '20261101T000000Z-aaaaaa';
const FILES: CertificateFiles = { privateKeyPem: 'key\n', certificatePem: 'leaf\n', chainPem: 'chain\n' };
const ARCHIVE = `archive/example.com/${VERSION}/`;

const bucket = useBucket();

function publish(changes: Partial<CertificateFiles> = {}, domainNames = ['example.com']): Promise<void> {
  const certificate = aStoredCertificate({ version: VERSION, domainNames });
  return bucket.store.publish(NAME, certificate, { ...FILES, ...changes }, NEVER);
}

describe('publish, for a version that a killed run completed', () => {
  it('keeps its chain, though the CA sends or the definition prefers another one now', async () => {
    await publish();

    await publish({ chainPem: 'another chain\n' });

    expect(await bucket.store.readVersion(NAME, VERSION, NEVER)).toEqual(FILES);
    expect(await bucket.text('live/example.com/bundle.pem')).toBe('key\nleaf\nchain\n');
  });

  it('keeps its metadata, though the names have another order by now', async () => {
    const names = ['a.example.com', 'b.example.com'];
    await publish({}, names);
    const written = await bucket.text(`${ARCHIVE}metadata.json`);

    await publish({}, names.toReversed());

    expect(await bucket.text(`${ARCHIVE}metadata.json`)).toBe(written);
    expect(await bucket.store.liveVersion(NAME, NEVER)).toBe(VERSION);
  });

  it.each(['privateKeyPem', 'certificatePem'] as const)('fails for another %s', async (file) => {
    await publish();

    await expect(publish({ [file]: 'another\n' })).rejects.toMatchObject({ code: 'store-conflict' });
    expect(await bucket.store.readVersion(NAME, VERSION, NEVER)).toEqual(FILES);
    expect(await bucket.text('live/example.com/bundle.pem')).toBe('key\nleaf\nchain\n');
  });
});

describe('publish, for a version that a killed run left incomplete', () => {
  const leave = (name: string, Body = 'of before\n') =>
    bucket.client().send(new PutObjectCommand({ Bucket: bucket.bucketName, Key: `${ARCHIVE}${name}`, Body }));

  it('keeps another chain of the same leaf, in the live copies too', async () => {
    await leave('chain.pem');

    await publish();

    expect(await bucket.text(`${ARCHIVE}chain.pem`)).toBe('of before\n');
    expect(await bucket.text(`${ARCHIVE}fullchain.pem`)).toBe('leaf\nof before\n');
    expect(await bucket.text('live/example.com/bundle.pem')).toBe('key\nleaf\nof before\n');
    expect(await bucket.store.readVersion(NAME, VERSION, NEVER)).toEqual({
      ...FILES,
      chainPem: 'of before\n',
    });
  });

  it.each(['privkey.pem', 'cert.pem'])('fails where another %s is stored, and leaves it', async (name) => {
    await leave(name);

    await expect(publish()).rejects.toMatchObject({
      code: 'store-conflict',
      subject: `${ARCHIVE}${name}`,
    });
    expect(await bucket.text(`${ARCHIVE}${name}`)).toBe('of before\n');
  });

  it('overwrites nothing: what it finds has one version still', async () => {
    const Bucket = bucket.bucketName;
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await bucket.client().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    await leave('privkey.pem', 'key\n');
    await leave('cert.pem', 'leaf\n');
    await leave('chain.pem');
    await leave('fullchain.pem', 'leaf\nof before\n');

    await publish();
    await publish({ chainPem: 'another chain\n' });

    const { Versions } = await bucket
      .client()
      .send(new ListObjectVersionsCommand({ Bucket, Prefix: 'archive/' }));
    const keys = (Versions ?? []).map(({ Key }) => Key?.slice(ARCHIVE.length)).sort();
    expect(keys).toEqual([
      'bundle.pem',
      'cert.pem',
      'chain.pem',
      'fullchain.pem',
      'metadata.json',
      'privkey.pem',
    ]);
  });
});
