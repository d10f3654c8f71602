/**
 * A modelled world that holds what another release wrote: its items in the tables, its pointer in the bucket, its ARN in
 * ACM. Today's code runs in it.
 */
import { ImportCertificateCommand } from '@aws-sdk/client-acm';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ownTags } from '../../../functions/aws/certificate-tags.ts';
import type { CertificateRecords } from '../../../functions/engine/ports/records.ts';
import { renewCertificate } from '../../../functions/engine/run/renew-certificate.ts';
import { issueTestCertificate } from '../certificates.ts';
import { createModelledWorld, type ModelledWorld, runTimes } from './modelled-world.ts';
import type { Item } from './models/condition.ts';
import { EARLIER_MODEL_TABLE, MODEL_TABLES } from './models/dynamodb.ts';
import { BUCKET_OWNER } from './models/s3.ts';
import { seededRandom } from './models/seeded-random.ts';
import { listTroubles } from './models/troubles.ts';
import { createVirtualClock, type VirtualClock } from './models/virtual-clock.ts';

export type ReleaseItems = { definition: Item; state: Item };

export type ReleaseWorld = ModelledWorld & {
  /** A whole run, as the function makes it for a message. */
  run(): Promise<void>;
  /** The state item as the table of states has it. */
  state(): Item;
  /** Puts a state where that release kept it. */
  putState(item: Item): void;
};

export type ReleaseWorldOptions = {
  items: ReleaseItems;
  now: string;
  pointer: Item;
  /** The release had one table: its state lies there, and the deployment has declared the certificate again. @default false */
  isEarlier?: boolean;
  /** @default those on this world's own tables */
  records?: (clock: VirtualClock) => CertificateRecords;
};

const NAME = 'example.com';
const REGION = 'eu-central-1';

export async function openReleaseWorld({
  items,
  now,
  pointer,
  isEarlier = false,
  records,
}: ReleaseWorldOptions): Promise<ReleaseWorld> {
  const startsAt = new Date(now);
  const clock = createVirtualClock(startsAt);
  const setting = { startsAt, troubles: listTroubles([]), zoneNames: [NAME] };
  const world = await createModelledWorld(setting, seededRandom(1), clock);
  const ports = { ...world.ports, ...(records && { records: records(clock) }) };
  const putState = (item: Item) =>
    world.tables.put(isEarlier ? EARLIER_MODEL_TABLE : MODEL_TABLES.states, structuredClone(item));
  world.tables.put(MODEL_TABLES.definitions, structuredClone(items.definition));
  putState(items.state);
  await putPointer(world, pointer);
  await importHeld(world);
  return {
    ...world,
    ports,
    run: async () => {
      const times = runTimes(clock);
      await renewCertificate(NAME, ports, times);
      for (const { release } of Object.values(times)) release();
    },
    state: () => world.tables.items(MODEL_TABLES.states).find(({ kind }) => kind === 'state') ?? {},
    putState,
  };
}

async function putPointer({ bucket }: ModelledWorld, pointer: Item): Promise<void> {
  const Body = JSON.stringify(pointer);
  await bucket.client.send(
    new PutObjectCommand({
      Bucket: 'proof',
      ExpectedBucketOwner: BUCKET_OWNER,
      Key: 'live/example.com/current.json',
      Body,
    }),
  );
}

/** The first import of ACM's model gets the ARN that the releases' items name: …:certificate/1. */
async function importHeld({ acm }: ModelledWorld): Promise<void> {
  const { leafPem, privateKeyPem } = await issueTestCertificate({ domainNames: [NAME, `*.${NAME}`] });
  const [Certificate, PrivateKey] = [leafPem, privateKeyPem].map((text) => Buffer.from(text));
  const Tags = ownTags('eu-central-1/proof', NAME);
  await acm.clients(REGION, 1).send(new ImportCertificateCommand({ Certificate, PrivateKey, Tags }));
}
