/** The short form of `npm run proof:year`: all its troubles in four months of a small fleet. */
import { expect, it } from 'vitest';
import { prove } from '../../../../programs/proofs/year/prove.ts';

/** Ten seconds of work; on a shared machine, minutes. */
const TIMEOUT_MS = 5 * 60_000;

it('renews a fleet through outages, throttling and a mass revocation: nothing expires, no limit is touched', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { world, verdicts } = await prove({ seed: 2, days: 120, certificates: 12 });

  expect(verdicts.filter(({ isMet }) => !isMet)).toEqual([]);
  // What the proof is about has happened.
  expect(world.ca.issued.length).toBeGreaterThan(150);
  expect([...world.log.counts.keys()]).toEqual(
    expect.arrayContaining(['due: renewal-info', 'run-skipped', 'order-resumed']),
  );
});
