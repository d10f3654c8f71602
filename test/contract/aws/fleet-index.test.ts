/** What the fleet's metrics are made of, on a real table with its indexes, as runs have written it. */
import { describe, expect, it } from 'vitest';
import { createFleetIndex } from '../../../functions/aws/fleet-index.ts';
import { fleetFigures } from '../../../functions/engine/renewal/fleet-figures.ts';
import { aStoredCertificate, NOW } from '../../support/builders.ts';
import { minutesFromNow, NEVER, useRecordsWorld } from './records-world.ts';

const world = useRecordsWorld();

const readFleet = () =>
  createFleetIndex({ client: world.client, tableName: world.tables.states }).readFleet(NOW, NEVER);

const DAY = 1_440;

async function store(certificateName: string, attributes: Record<string, unknown>): Promise<void> {
  const due = { waitsFor: 'clock', nextCheckAt: minutesFromNow(60).toISOString() };
  await world.put({ certificateName, kind: 'state', schema: 1, ...due, ...attributes });
}

const ofDays = (days: number, left: number) => ({
  notBefore: minutesFromNow((left - days) * DAY).toISOString(),
  notAfter: minutesFromNow(left * DAY).toISOString(),
});

describe('readFleet', () => {
  it('has every certificate, due or not, with what the metrics need', async () => {
    await store('healthy.example', {
      ...ofDays(90, 60),
      attention: 'yes',
      attentionAt: minutesFromNow(45 * DAY).toISOString(),
    });
    await store('short.example', { ...ofDays(6, 3), waitsFor: 'token', tokenVersion: 'v1' });
    await store('risk.example', {
      ...ofDays(90, 60),
      attention: 'yes',
      attentionAt: minutesFromNow(-5).toISOString(),
    });
    await store('damaged.example', {
      notBefore: 7,
      failedAt: 'yesterday',
      attention: 'yes',
      attentionAt: 'soon',
    });

    const fleet = await readFleet();

    expect(fleet).toHaveLength(4);
    expect(fleetFigures(fleet, NOW)).toEqual({ failing: 0, atRisk: 1, leastShareOfLifeLeft: 0.5 });
  });

  it('counts a run that failed until one succeeds', async () => {
    const certificate = aStoredCertificate();
    const claim = await world.claim('run-1');
    await claim.write({ certificate }, NEVER);
    const failure = {
      count: 1,
      code: 'caa-forbids' as const,
      disposition: 'person' as const,
      message: 'm',
      step: 'preflight' as const,
      at: minutesFromNow(-1),
    };
    await claim.report(
      { failure },
      { nextCheckAt: minutesFromNow(59), attentionAt: minutesFromNow(-1) },
      NEVER,
    );
    expect(fleetFigures(await readFleet(), NOW)).toMatchObject({ failing: 1, atRisk: 0 });

    const next = await world.claim('run-2');
    await next.report({ failure: undefined }, { nextCheckAt: minutesFromNow(59) }, NEVER);

    expect(fleetFigures(await readFleet(), NOW)).toMatchObject({ failing: 0, atRisk: 0 });
  });

  it('has none that is retired, and none of an empty table', async () => {
    expect(await readFleet()).toEqual([]);
    await store('example.com', ofDays(90, 60));
    await (await world.claim()).report({}, 'never', NEVER);

    expect(await readFleet()).toEqual([]);
  });
});
