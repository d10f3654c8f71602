/** The short form of `npm run proof:fleet`: five days of a few certificates, with a standstill and a revocation. */
import { expect, it } from 'vitest';
import { liveMonth } from '../../../../programs/proofs/fleet/live-month.ts';
import { judgeMonth } from '../../../../programs/proofs/fleet/verdicts.ts';

/** Some seconds of work; on a shared machine, a minute. */
const TIMEOUT_MS = 5 * 60_000;

it('checks a fleet as often as it should be, meets every window, and replaces what is revoked', {
  timeout: TIMEOUT_MS,
}, async () => {
  const month = await liveMonth({ seed: 3, days: 5, certificates: 30 });

  expect(judgeMonth(month).filter(({ isMet }) => !isMet)).toEqual([]);
  expect(month.world.log.runs).toBeGreaterThan(500);
});
