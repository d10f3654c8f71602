/** Whole runs on a virtual clock, at a CA that takes longer over a validation than a run may last. */

import { describe, expect, it } from 'vitest';
import { tickLimits } from '../../../../functions/engine/config/limits.ts';
import { declareCertificate } from '../../../../functions/engine/declare/declare-certificate.ts';
import { planChecks } from '../../../../functions/engine/run/plan-checks.ts';
import { aDeclaration, NOW } from '../../../support/builders.ts';
import { createModelledWorld } from '../../../support/world/modelled-world.ts';
import { seededRandom } from '../../../support/world/models/seeded-random.ts';
import { listTroubles } from '../../../support/world/models/troubles.ts';
import { FOREVER } from '../../../support/world/models/virtual-clock.ts';

const TICK_MS = 600_000;

/** One certificate for so many hours; every validation takes six minutes. */
async function live(hours: number, succeeds: boolean) {
  const setting = { startsAt: NOW, troubles: listTroubles([]), zoneNames: ['example.com'] };
  const validation = { takesMs: 360_000, succeeds };
  const world = await createModelledWorld({ ...setting, validation }, seededRandom(1));
  await declareCertificate(aDeclaration(), world.declare, FOREVER);
  for (let tick = 0; tick < hours * 6; tick += 1) {
    await world.clock.until(new Date(NOW.getTime() + tick * TICK_MS));
    await planChecks(world.plan, tickLimits(10), FOREVER);
  }
  return world;
}

describe('a CA whose verdicts come after the run', () => {
  it('costs three validations in a day when it sees no value: each one counts towards the back-off', async () => {
    const { log } = await live(24, false);

    expect(log.counts.get('failed: challenge-invalid at validate')).toBe(3);
    expect(log.counts.get('order-created')).toBe(3);
  });

  it('issues in the next run when it sees the value', async () => {
    const { ca, log } = await live(1, true);

    expect(ca.issued).toHaveLength(1);
    expect(log.counts.get('order-created')).toBe(1);
  });
});
