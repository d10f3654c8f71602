/** A renewer for each test of `renew`: the AWS emulator stands in for SSM, DynamoDB and SQS, and the test is the run. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { createCertificateRecords } from '../../functions/aws/certificate-records.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import type { CertificateRecords, StateClaim } from '../../functions/engine/ports/records.ts';
import { noDeadline } from '../support/builders.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { deployTables, type RenewerWorld } from './renewer-world.ts';

/** What each test's renewer declares. */
export const NAME = 'example.com';
export const NEVER = noDeadline();

export const aFailure = {
  count: 3,
  code: 'caa-forbids' as const,
  disposition: 'person' as const,
  message: 'The CAA record at example.com lets in another CA only.',
  step: 'preflight' as const,
  at: new Date(),
};

export const next = { nextCheckAt: new Date(Date.now() + 3_600_000) };

/** One of the regions for each test. */
export function useRenewWorld(regions: string[]) {
  let aws: Aws;
  let world: RenewerWorld;
  let records: CertificateRecords;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws?.stop());
  beforeEach(async () => {
    const region = regions.shift();
    if (region === undefined) throw new Error('each test has a region of its own: name one more');
    world = await deployTables(aws, { region });
    records = createCertificateRecords({ client: world.client, tables: world.tables, clock: systemClock });
    await world.declare(NAME);
  });

  return {
    get aws() {
      return aws;
    },
    get world() {
      return world;
    },
    get records() {
      return records;
    },
    /** Serves the request as a run does. */
    async serve(work: (claim: StateClaim) => Promise<void>, name = NAME): Promise<void> {
      const { checks } = await records.readRequests(name, NEVER);
      const runUntil = new Date(Date.now() + 60_000);
      const claim = await records.claim(name, { runId: randomUUID(), runUntil }, NEVER);
      if (!claim) throw new Error('the state is held');
      await work(claim);
      await records.removeRequests(name, checks, NEVER);
    },
    async waitForRequest(name = NAME): Promise<void> {
      const isThere = async () => (await records.readRequests(name, NEVER)).checks.length > 0;
      await vi.waitUntil(isThere, { timeout: 30_000, interval: 100 });
    },
  };
}
