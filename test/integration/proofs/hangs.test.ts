/**
 * Every request of a run hung once, and answers that mean no good, with a short limit: the shipped bundle against Pebble,
 * DNScale's emulator and ministack. The long form is `npm run proof:hangs`.
 */
import { describe, expect, it } from 'vitest';
import { runHangs, runHostileAnswers } from '../../support/proofs/hang-probes.ts';
import { probePage } from '../../support/proofs/probe-page.ts';
import type { Probed } from '../../support/proofs/probes.ts';

const LONG = 600_000;
/** 20 s for the work. */
const LIMIT_MS = 60_000;

const broken = (probed: Probed[]) => probed.filter((one) => one.broken.length > 0);

describe('a run', () => {
  it(
    'ends typed and in time whatever request hangs, and the next look makes it good',
    async () => {
      const probed = await runHangs({ stations: 12, limitMs: LIMIT_MS });

      expect(probed.length).toBeGreaterThan(40);
      expect(broken(probed).length, probePage('request that hangs', probed).join('\n')).toBe(0);
    },
    LONG,
  );

  it(
    'is bounded, goes nowhere and shows nothing unprintable whatever it is answered',
    async () => {
      const { probed, visits } = await runHostileAnswers({ stations: 6 });

      expect(probed.length).toBeGreaterThan(40);
      expect(broken(probed).length, probePage('hostile answer', probed).join('\n')).toBe(0);
      expect(visits).toBe(0);
    },
    LONG,
  );
});
