/**
 * The short form of `npm run proof:hangs` (docs/reliability.md): the shipped bundle is hung and fooled against Pebble, DNScale's
 * emulator and ministack.
 */
import { describe, expect, it } from 'vitest';
import { runHangs, runHostileAnswers } from '../../programs/proofs/hang-probes.ts';
import { probePage } from '../../programs/proofs/probe-page.ts';
import type { Probed } from '../../programs/proofs/probes.ts';

const LONG = { timeout: 600_000 };

/** Lambda's limit for a run that hangs; it leaves 20 s for the work. */
const LIMIT_MS = 60_000;

const broken = (probed: readonly Probed[]) => probed.filter((one) => one.broken.length > 0);

describe('a run', LONG, () => {
  it('ends typed and in time whatever request hangs, and the next run recovers', async () => {
    const probed = await runHangs({ renewers: 9, limitMs: LIMIT_MS });

    expect(probed.length).toBeGreaterThan(40);
    expect(broken(probed).length, probePage('request that hangs', probed).join('\n')).toBe(0);
  });

  it('is bounded, goes nowhere and shows nothing unprintable whatever it is answered', async () => {
    const { probed, visits } = await runHostileAnswers({ renewers: 4 });

    expect(probed.length).toBeGreaterThan(40);
    expect(broken(probed).length, probePage('hostile answer', probed).join('\n')).toBe(0);
    expect(visits).toBe(0);
  });
});
