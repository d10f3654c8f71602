/** Searching the archive in a real bucket of the AWS emulator, which stands in for S3. */
import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ArchivedVersion, StoredCertificate } from '../../../functions/engine/ports/store.ts';
import { aStoredCertificate, NOW, noDeadline } from '../../support/builders.ts';
import { useBucket } from './bucket-world.ts';

const NEVER = noDeadline();
const NAME = '*.example.com';
const FOLDER = 'archive/_wildcard.example.com/';
const OLD = '20251001T000000000Z-00000000';
const V1 = '20261101T000000000Z-aaaaaaaa';
const V2 = '20261102T000000000Z-bbbbbbbb';
const V3 = '20261103T000000000Z-cccccccc';

const bucket = useBucket({ now: () => NOW, sleep: async () => undefined });
let warnings: string[];

beforeEach(() => {
  warnings = [];
});

const put = (key: string, text: string) =>
  bucket.client().send(new PutObjectCommand({ Bucket: bucket.bucketName, Key: FOLDER + key, Body: text }));

const publish = (changes: Partial<StoredCertificate>) =>
  bucket.store.publish(
    NAME,
    aStoredCertificate(changes),
    { privateKeyPem: 'key\n', certificatePem: 'leaf\n', chainPem: 'chain\n' },
    NEVER,
  );

const find = (fits: (version: ArchivedVersion) => boolean = () => true) =>
  bucket.store.findVersion(NAME, { fits, warn: (message) => warnings.push(message) }, NEVER);

describe('findVersion', () => {
  it('finds nothing in an empty archive, nor in that of another certificate', async () => {
    expect(await find()).toBeUndefined();
    await publish({ version: V1 });
    expect(
      await bucket.store.findVersion('example.com', { fits: () => true, warn: () => undefined }, NEVER),
    ).toBeUndefined();
  });

  it('gives the newest that fits, as it was archived', async () => {
    await publish({ version: V1, serial: '01', profile: 'classic' });
    await publish({ version: V2, serial: '02' });
    await publish({ version: V3, serial: '03', domainNames: ['other.example.com'] });

    expect((await find())?.version).toBe(V3);
    expect((await find(({ domainNames }) => domainNames.includes('example.com')))?.version).toBe(V2);
    expect(await find(({ profile }) => profile === 'classic')).toEqual({
      schema: 1,
      version: V1,
      serial: '01',
      domainNames: ['example.com'],
      notBefore: new Date('2026-11-01T00:00:00Z'),
      notAfter: new Date('2027-01-30T00:00:00Z'),
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: 'https://ca.test/directory',
      profile: 'classic',
    });
  });

  it('passes over every version of a certificate that is marked as revoked', async () => {
    await publish({ version: V1, serial: '01' });
    await publish({ version: V2, serial: '0a1b' });
    await publish({ version: V3, serial: '0a1b' });
    await put('revoked-0a1b.json', '{}');

    expect((await find())?.version).toBe(V1);
    expect(warnings).toEqual([]);
  });

  it.each(['0A1B', '0a:1b', 'A1B', '0x0a1b', '000a1b'])(
    'knows the revoked certificate in a mark %s',
    async (serial) => {
      await publish({ version: V1, serial: '01' });
      await publish({ version: V2, serial: '0a1b' });
      await put(`revoked-${serial}.json`, '');

      expect((await find())?.version).toBe(V1);
      expect(warnings).toEqual([]);
    },
  );

  it('sees a mark by the names that it may have: without an ending, or with another one', async () => {
    await publish({ version: V1, serial: '0a1b' });
    await publish({ version: V2, serial: '0a1c' });
    await put('revoked-0a1b', '');
    await put('revoked-0a1c.txt', '');

    expect(await find()).toBeUndefined();
  });

  it('finds nothing while a mark names no serial, and warns: it may be about any version', async () => {
    await publish({ version: V1, serial: '0a1b' });
    await put('revoked-the leaked one.json', '');

    expect(await find()).toBeUndefined();
    expect(warnings).toEqual([
      'The archive of *.example.com has a mark archive/_wildcard.example.com/revoked-the leaked one.json that names no serial, so it cannot be told which certificates are revoked. No version of it becomes live again; a certificate is ordered instead. Marks are called revoked-<serial>.json (https://github.com/dnscale/dnscale-certs/blob/main/docs/security.md).',
    ]);
  });

  it('warns of a mark that fits no version: a digit of it may be wrong', async () => {
    await publish({ version: V1, serial: '01' });
    await publish({ version: V2, serial: '0a1b' });
    await put('revoked-0a1c.json', '');

    expect((await find())?.version).toBe(V2);
    expect(warnings).toEqual([
      'The mark archive/_wildcard.example.com/revoked-0a1c.json fits none of the 2 newest versions of *.example.com. Unless its certificate is an older one, correct the serial: as metadata.json has it.',
    ]);
  });

  it('passes over what was only begun, is damaged, or says that it is another version', async () => {
    await publish({ version: V1 });
    await put(`${V2}/privkey.pem`, 'the key of an order that came to nothing');
    await put('20261104T000000000Z-dddddddd/metadata.json', '{ "schema": 1, ');
    await put('20261105T000000000Z-eeeeeeee/metadata.json', JSON.stringify({ schema: 2, version: 'x' }));
    await put(
      '20261106T000000000Z-ffffffff/metadata.json',
      JSON.stringify({ schema: 1, ...aStoredCertificate({ version: '../../elsewhere' }) }),
    );

    expect((await find())?.version).toBe(V1);
  });

  it('leaves out what is more than 400 days old, and reads the 20 newest at most', async () => {
    await publish({ version: OLD });
    expect(await find()).toBeUndefined();

    const asked: string[] = [];
    for (let day = 1; day <= 22; day += 1) {
      const version = `202611${String(day).padStart(2, '0')}T000000000Z-aaaaaaaa`;
      await put(
        `${version}/metadata.json`,
        JSON.stringify({ schema: 1, ...aStoredCertificate({ version }) }),
      );
    }
    await find(({ version }) => {
      asked.push(version);
      return false;
    });
    expect(asked).toHaveLength(20);
    expect(asked[0]).toBe('20261122T000000000Z-aaaaaaaa');
    expect(asked.at(-1)).toBe('20261103T000000000Z-aaaaaaaa');
  });
});

describe('markRevoked', () => {
  const certificate = { serial: '02', notAfter: new Date('2027-01-30T00:00:00Z') };

  it('keeps the certificate from coming back, whatever versions hold it, also when it is repeated', async () => {
    await publish({ version: V1, serial: '01' });
    await publish({ version: V2, serial: '02' });
    await publish({ version: V3, serial: '02' });

    await bucket.store.markRevoked(NAME, certificate, NEVER);
    await bucket.store.markRevoked(NAME, certificate, NEVER);

    expect((await find())?.version).toBe(V1);
    expect(warnings).toEqual([]);
  });

  it('leaves a mark of a person as it is', async () => {
    await publish({ version: V1, serial: '02' });
    await put('revoked-02.json', 'leaked on Friday');

    await bucket.store.markRevoked(NAME, certificate, NEVER);

    const Key = `${FOLDER}revoked-02.json`;
    const { Body } = await bucket.client().send(new GetObjectCommand({ Bucket: bucket.bucketName, Key }));
    expect(await Body?.transformToString()).toBe('leaked on Friday');
  });

  it('ends some time after the certificate, as its versions do', async () => {
    await bucket.store.markRevoked(NAME, certificate, NEVER);

    const Key = `${FOLDER}revoked-02.json`;
    const { TagSet } = await bucket
      .client()
      .send(new GetObjectTaggingCommand({ Bucket: bucket.bucketName, Key }));
    expect(TagSet).toEqual([{ Key: 'dnscale-certs:life', Value: '70' }]);
  });
});

describe('listVersions', () => {
  it('gives the complete ones, the newest first, and no marks', async () => {
    await publish({ version: V1, serial: '01' });
    await publish({ version: V2, serial: '02' });
    await put(`${V3}/privkey.pem`, 'begun');
    await put('revoked-01.json', '');

    const versions = await bucket.store.listVersions(NAME, NEVER);

    expect(versions.map(({ version, serial }) => [version, serial])).toEqual([
      [V2, '02'],
      [V1, '01'],
    ]);
  });
});

describe('readLeaf', () => {
  it('gives the leaf alone, and says which object is missing', async () => {
    await publish({ version: V1 });

    expect(await bucket.store.readLeaf(NAME, V1, NEVER)).toBe('leaf\n');
    await expect(bucket.store.readLeaf(NAME, V2, NEVER)).rejects.toMatchObject({
      code: 'store-failed',
      subject: `${FOLDER}${V2}/cert.pem`,
    });
  });
});
