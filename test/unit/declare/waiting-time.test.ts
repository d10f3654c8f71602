/**
 * How long a first deployment waits: for propagation, and 10 s at most for all else. The CA takes 2 s of them here; the framework,
 * which asks every 5 s, up to another 5. The clock is virtual, and what is drawn by lot differs from seed to seed.
 */
import { describe, expect, it } from 'vitest';
import { openDeploymentsWorld } from '../../support/world/deployments-world.ts';
import { isComplete, onEvent } from './handlers.ts';
import { cert } from './use-deployments.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const QUICK_CA = { validation: { takesMs: 1_000, succeeds: true }, issuingTakesMs: 1_000 };

async function secondsOfDeployment(lagMs: number, seed: number): Promise<number> {
  const times = { ...QUICK_CA, lagMs };
  const world = await openDeploymentsWorld({ onEvent, isComplete }, ['example.com'], seed, times);
  const begunMs = world.clock.now().getTime();
  const outcome = await world.cloudFormation.deploy('Shop', { A: cert() });

  expect(outcome).toHaveProperty('attributes.A.Arn');
  return (world.clock.now().getTime() - begunMs) / 1_000;
}

describe('the first deployment', () => {
  it.each([
    { lagSeconds: 0, atMost: 10 },
    { lagSeconds: 6, atMost: 16 },
    { lagSeconds: 16, atMost: 26 },
    { lagSeconds: 60, atMost: 70 },
  ])(
    'is done within $atMost s where a value is everywhere after $lagSeconds s',
    async ({ lagSeconds, atMost }) => {
      const taken: number[] = [];
      for (const seed of SEEDS) taken.push(await secondsOfDeployment(lagSeconds * 1_000, seed));

      expect(Math.min(...taken)).toBeGreaterThan(lagSeconds);
      expect(Math.max(...taken)).toBeLessThanOrEqual(atMost);
    },
  );
});
