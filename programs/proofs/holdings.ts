/** What the parties hold of one certificate: table, bucket, ACM and DNScale are read directly, not through the renewer. */
import {
  ACMClient,
  GetCertificateCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import type { CertificateState } from '../../functions/engine/renewal/state.ts';
import type { LocalWorld } from '../../test/support/world/local-world.ts';

/** File name → content. */
type Files = ReadonlyMap<string, string>;

/** The state item: instants are text, and the claim is in it while a run holds it. */
export type StateItem = Pick<
  CertificateState,
  'certificate' | 'installations' | 'failure' | 'order' | 'revocations'
> &
  Partial<Pick<CertificateState, 'txtRecords'>> & { runUntil?: string; nextCheckAt?: string };

export type Holdings = {
  state: StateItem | undefined;
  /** The archive's files, by version. */
  versions: ReadonlyMap<string, Files>;
  live: Files;
  /** In the certificate's first region. */
  imported: { certificateArn: string; leafPem: string; tags: number }[];
  txtValues: string[];
};

export type ReadHoldings = (definition: CertificateDefinition) => Promise<Holdings>;

export type HoldingsPlace = { world: LocalWorld; statesTableName: string; bucketName: string };

export function createHoldingsReader({ world, statesTableName, bucketName }: HoldingsPlace): ReadHoldings {
  const { clientConfiguration, acmConfiguration } = world.aws;
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfiguration));
  const s3 = new S3Client(clientConfiguration);

  async function readState(certificateName: string): Promise<StateItem | undefined> {
    const Key = { certificateName, kind: 'state' };
    const { Item } = await table.send(
      new GetCommand({ TableName: statesTableName, Key, ConsistentRead: true }),
    );
    return Item as StateItem | undefined;
  }

  /** Each object below a prefix: the rest of its key, and its text. */
  async function readFiles(prefix: string): Promise<[string, string][]> {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucketName, Prefix: prefix }));
    const keys = (listed.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    return Promise.all(
      keys.map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key }));
        return [Key.slice(prefix.length), (await Body?.transformToString()) ?? ''] as [string, string];
      }),
    );
  }

  return async ({ certificateName, domainNames, regions: [region = ''] }) => {
    const [state, archived, live, imported] = await Promise.all([
      readState(certificateName),
      readFiles(`archive/${certificateName}/`),
      readFiles(`live/${certificateName}/`),
      readImported(new ACMClient({ ...acmConfiguration, region })),
    ]);
    const owners = new Set(domainNames.map((name) => `_acme-challenge.${name.replace('*.', '')}`));
    return {
      state,
      versions: byVersion(archived),
      live: new Map(live),
      imported,
      txtValues: [...owners].flatMap((owner) => world.dnscale.txtValues(owner)),
    };
  };
}

function byVersion(files: [string, string][]): ReadonlyMap<string, Files> {
  const versions = new Map<string, Map<string, string>>();
  for (const [path, text] of files) {
    const [version = '', name = ''] = path.split('/');
    versions.set(version, (versions.get(version) ?? new Map()).set(name, text));
  }
  return versions;
}

async function readImported(acm: ACMClient): Promise<Holdings['imported']> {
  // Without this filter ACM lists only RSA.
  const command = new ListCertificatesCommand({
    Includes: { keyTypes: ['EC_prime256v1', 'EC_secp384r1', 'RSA_2048', 'RSA_3072', 'RSA_4096'] },
  });
  const { CertificateSummaryList = [] } = await acm.send(command);
  const arns = CertificateSummaryList.flatMap(({ CertificateArn }) => CertificateArn ?? []);
  return Promise.all(
    arns.map(async (CertificateArn) => {
      const [held, { Tags = [] }] = await Promise.all([
        acm.send(new GetCertificateCommand({ CertificateArn })),
        acm.send(new ListTagsForCertificateCommand({ CertificateArn })),
      ]);
      return { certificateArn: CertificateArn, leafPem: held.Certificate ?? '', tags: Tags.length };
    }),
  );
}
