/** Checks of a whole fleet at once, asked for in tables of the AWS emulator, which stands in for DynamoDB. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFleetChecks } from '../../../functions/aws/fleet-checks.ts';
import { NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const inOneDay = { nextCheckAt: minutesFromNow(1_440) };

async function report(certificateName: string, hasFailed: boolean) {
  const run = { runId: `run-${certificateName}`, runUntil: minutesFromNow(5) };
  const claim = await world.records.claim(certificateName, run, NEVER);
  if (!claim) throw new Error('no claim');
  const failure = hasFailed
    ? ({
        count: 1,
        code: 'acme-rate-limited',
        disposition: 'not-before',
        message: 'Not before tomorrow.',
        step: 'newOrder',
        at: NOW,
        retryAt: minutesFromNow(1_440),
      } as const)
    : undefined;
  await claim.report({ failure }, inOneDay, NEVER);
}

describe('requestAll', () => {
  it('asks for a check of those that are well, and ends no back-off', async () => {
    await report('a.example', false);
    await report('b.example', true);
    await report('c.example', false);
    const { client, tables } = world;
    const checks = createFleetChecks({ client, tables, clock: { now: () => NOW }, newId: randomUUID });

    await checks.requestAll(NEVER);

    const due = await world.dueIndex.findDue(NOW, NEVER);
    expect(due.map(({ certificateName }) => certificateName).sort()).toEqual(['a.example', 'c.example']);
  });
});
