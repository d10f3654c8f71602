/** The short form of `npm run proof:year`: all its troubles in four months of a small fleet. */
import { expect, it } from 'vitest';
import { prove } from '../../../../programs/proofs/year/prove.ts';

/** A minute of work; on a shared machine, minutes. */
const TIMEOUT_MS = 10 * 60_000;

it('renews a fleet through outages, refusals and a mass revocation: nothing expires, no limit is touched, and each is told once', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { world, verdicts } = await prove({ seed: 7, days: 120, certificates: 12, probesEvery: 3 });

  expect(verdicts.filter(({ isMet }) => !isMet)).toEqual([]);
  // What the proof is about has happened.
  expect(verdicts.flatMap(({ figure }) => (figure.startsWith('told: ') ? [figure.slice(6)] : []))).toEqual([
    'ACM throttles for 48 h',
    'the CA is away for 48 h',
    'a wrong token is set for 6 h',
    'a host presents a foreign certificate for 12 h',
    'the CA is away for 168 h',
    'a region is disabled for 36 h',
    'a CAA record forbids for 36 h',
    'a host does not answer for 36 h',
    'the token is withdrawn for 36 h',
  ]);
  expect(world.ca.issued.length).toBeGreaterThan(150);
  expect([...world.log.counts.keys()]).toEqual(
    expect.arrayContaining(['due: renewal-info', 'run-skipped', 'order-resumed']),
  );
});
