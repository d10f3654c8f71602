/**
 * Storms, short: the shipped bundle against parties that fail often, or a CA that refuses nearly every nonce. Pebble,
 * ministack and the name servers are real servers. The long forms: `npm run proof:faults`, `npm run proof:nonces`.
 */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runStorms } from '../../support/proofs/fault-storm.ts';
import { noncePage, runNonceStorm } from '../../support/proofs/nonce-storm.ts';
import { brokenPromises, stormPage } from '../../support/proofs/storm-page.ts';

const LONG = 600_000;

describe('issuance', () => {
  it(
    'goes through within three looks while 30 % of all calls to all parties fail',
    async () => {
      // Three seeds of twenty: another one each time, printed when it breaks.
      const seeds = Array.from({ length: 3 }, () => randomBytes(4).toString('hex'));

      const storms = await runStorms({ seeds, issuances: 20, stations: 8 });

      // One of twenty may need a fourth look: 99 % can only be told from a hundred.
      expect(brokenPromises(storms, 0.95), stormPage(storms).join('\n')).toEqual([]);
    },
    LONG,
  );

  it(
    'goes through in the first run at a CA that refuses 90 % of all nonces',
    async () => {
      const storm = await runNonceStorm({ issuances: 20, stations: 4, percent: 90 });

      expect(storm.broken, noncePage(storm).join('\n')).toEqual([]);
      expect(storm.refused / storm.requests).toBeGreaterThan(0.7); // else the CA was not as bad as it should be
    },
    LONG,
  );
});
