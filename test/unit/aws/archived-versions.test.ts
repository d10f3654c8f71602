import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createCertificateStore } from '../../../functions/aws/certificate-store.ts';
import { aStoredCertificate, NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { scriptedClient } from './scripted-client.ts';

const VERSION = '20261101T000000000Z-aaaaaaaa';

/** A bucket with one version; the list under `endless` has no last page. */
function storeWith({ endless }: { endless?: 'versions' | 'marks' }) {
  const { client, sent } = scriptedClient<S3Client>(({ name, input }) => {
    if (name === 'GetObjectCommand') {
      const metadata = JSON.stringify({ schema: 1, ...aStoredCertificate({ version: VERSION }) });
      return { Body: { transformToString: async () => metadata }, LastModified: NOW };
    }
    const isMarks = input.Prefix === 'archive/example.com/revoked-';
    const isEndless = endless === (isMarks ? 'marks' : 'versions');
    return {
      CommonPrefixes: isMarks ? [] : [{ Prefix: `archive/example.com/${VERSION}/` }],
      ...(isEndless && { NextContinuationToken: 'more' }),
    };
  });
  const bucket = { bucketName: 'b', bucketOwner: '111122223333', clock: createManualClock(NOW) };
  const warnings: string[] = [];
  const search = { fits: () => true, warn: (message: string) => warnings.push(message) };
  const find = () =>
    createCertificateStore({ client: () => client, ...bucket }).findVersion(
      'example.com',
      search,
      noDeadline(),
    );
  return { find, warnings, sent };
}

describe('findVersion', () => {
  it('finds the version where both lists are whole', async () => {
    const { find, warnings } = storeWith({});

    expect((await find())?.version).toBe(VERSION);
    expect(warnings).toEqual([]);
  });

  it.each(['versions', 'marks'] as const)('finds nothing when the list of %s has no end', async (endless) => {
    const { find, warnings, sent } = storeWith({ endless });

    expect(await find()).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringContaining('The archive of example.com holds more than is listed at once'),
    ]);
    expect(sent.map(({ name }) => name)).not.toContain('GetObjectCommand');
    expect(sent).toHaveLength(11);
  });
});
