/**
 * A run of today's code on what another release wrote: its items in the table, its pointer in the bucket, its ARN in ACM,
 * around the parties that the proof of the year models.
 */
import { ImportCertificateCommand } from '@aws-sdk/client-acm';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { CertificateRecords } from '../../functions/engine/ports/records.ts';
import { renewCertificate } from '../../functions/engine/run/renew-certificate.ts';
import type { Item } from '../../programs/proofs/year/condition.ts';
import { seededRandom } from '../../programs/proofs/year/seeded-random.ts';
import { listTroubles } from '../../programs/proofs/year/troubles.ts';
import { createVirtualClock, type VirtualClock } from '../../programs/proofs/year/virtual-clock.ts';
import { createProofWorld, type ProofWorld, runTimes } from '../../programs/proofs/year/world.ts';
import { issueTestCertificate } from './certificates.ts';

export type ReleaseItems = { definition: Item; state: Item };

export type ReleaseLab = ProofWorld & {
  /** The whole run, as the function makes it for a message. */
  run(): Promise<void>;
  /** The state item as it is in the table of the lab. */
  state(): Item;
};

export type LabOptions = {
  items: ReleaseItems;
  now: string;
  pointer: Item;
  /** In place of those on the lab's own table. */
  records?: (clock: VirtualClock) => CertificateRecords;
};

const NAME = 'example.com';
const REGION = 'eu-central-1';

export async function openReleaseLab({ items, now, pointer, records }: LabOptions): Promise<ReleaseLab> {
  const startsAt = new Date(now);
  const clock = createVirtualClock(startsAt);
  const setting = { startsAt, troubles: listTroubles([]), zoneNames: [NAME] };
  const world = await createProofWorld(setting, seededRandom(1), clock);
  const ports = { ...world.ports, ...(records && { records: records(clock) }) };
  for (const item of Object.values(items)) world.table.put(structuredClone(item));
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
    state: () => world.table.items().find(({ kind }) => kind === 'state') ?? {},
  };
}

async function putPointer({ bucket }: ProofWorld, pointer: Item): Promise<void> {
  const Body = JSON.stringify(pointer);
  await bucket.client.send(
    new PutObjectCommand({ Bucket: 'proof', Key: 'live/example.com/current.json', Body }),
  );
}

/** The first import of ACM's model gets the ARN that the releases' items name: …:certificate/1. */
async function importHeld({ acm }: ProofWorld): Promise<void> {
  const { leafPem, privateKeyPem } = await issueTestCertificate({ domainNames: [NAME, `*.${NAME}`] });
  const [Certificate, PrivateKey] = [leafPem, privateKeyPem].map((text) => Buffer.from(text));
  await acm.clients(REGION, 1).send(new ImportCertificateCommand({ Certificate, PrivateKey }));
}
