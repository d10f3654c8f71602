/** Certificates that a request alone makes due, on real tables with their indexes. */
import { describe, expect, it } from 'vitest';
import { createDueIndex } from '../../../functions/aws/due-index.ts';
import { aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const DAY = 1_440;

describe('findDue, of what was asked for', () => {
  it('says how urgent one is that a request alone makes due', async () => {
    const certificate = aStoredCertificate();
    const failure = {
      count: 1,
      code: 'deadline-exceeded' as const,
      disposition: 'next-run' as const,
      message: 'm',
      step: 'validate' as const,
      at: minutesFromNow(-13),
      tookMs: 240_000,
    };
    const claim = await world.claim();
    await claim.write({ certificate }, NEVER);
    await claim.report({ failure }, { nextCheckAt: minutesFromNow(30) }, NEVER);
    await world.registry.requestCheck('example.com', { dueAt: minutesFromNow(-1) }, NEVER);

    expect(await world.dueIndex.findDue(NOW, NEVER)).toEqual([
      {
        certificateName: 'example.com',
        dueSince: minutesFromNow(-1),
        validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
        failed: { at: minutesFromNow(-13), tookMs: 240_000 },
      },
    ]);
  });

  it('says so of each of a whole fleet that requests make due', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `c${index}.example`);
    for (const certificateName of names)
      await world.put({
        certificateName,
        kind: 'state',
        notBefore: minutesFromNow(-60 * DAY).toISOString(),
        notAfter: minutesFromNow(30 * DAY).toISOString(),
      });
    for (const name of names) await world.registry.requestCheck(name, { dueAt: minutesFromNow(-1) }, NEVER);

    const due = await world.dueIndex.findDue(NOW, NEVER);

    expect(due).toHaveLength(120);
    expect(due.filter(({ validity }) => validity === undefined)).toEqual([]);
  });

  it('asks the index of requests once, for checks alone', async () => {
    await world.registry.requestHaste('example.com', minutesFromNow(20), NEVER);
    const asked: unknown[] = [];
    const send = (
      command: { input: { TableName?: string; ExpressionAttributeValues?: unknown } },
      options: object,
    ) => {
      if (command.input.TableName === world.tables.requests)
        asked.push(command.input.ExpressionAttributeValues);
      return world.client().send(command as never, options);
    };
    const client = () => ({ send }) as never;

    await createDueIndex({ client, tables: world.tables }).findDue(NOW, NEVER);

    expect(asked).toEqual([{ ':partition': 'check', ':at': NOW.toISOString() }]);
  });
});
