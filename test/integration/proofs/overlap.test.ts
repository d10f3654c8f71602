/**
 * Many runs of one certificate at once, in processes of their own, each delivery tripled, against Pebble, DNScale's
 * emulator and ministack. The long form is `npm run proof:overlap`.
 */
import { expect, it } from 'vitest';
import { brokenOverlaps, runOverlaps } from '../../support/proofs/overlap-runs.ts';

it('makes one order and one certificate of six and of twenty-four deliveries at once', async () => {
  const overlaps = await runOverlaps([2, 8]);

  expect(overlaps.map(({ invocations }) => invocations)).toEqual([6, 24]);
  expect(brokenOverlaps(overlaps)).toEqual([]);
}, 300_000);
