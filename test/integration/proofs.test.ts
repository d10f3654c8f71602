/**
 * The short forms of the proofs of docs/reliability.md: the shipped bundle is killed, hung, fooled, starved and run many times
 * at once, against Pebble, DNScale's emulator and ministack. The long forms are `npm run proof:…`.
 *
 * They share one file so that the kill matrix, which mostly waits for the claims of dead runs to run out, runs beside them.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStorms } from '../../programs/proofs/fault-storm.ts';
import { runHangs, runHostileAnswers } from '../../programs/proofs/hang-probes.ts';
import { type KillMatrix, runKillMatrix } from '../../programs/proofs/kill-matrix.ts';
import { killPage } from '../../programs/proofs/kill-page.ts';
import { noncePage, runNonceStorm } from '../../programs/proofs/nonce-storm.ts';
import { brokenOverlaps, runOverlaps } from '../../programs/proofs/overlap-runs.ts';
import { probePage } from '../../programs/proofs/probe-page.ts';
import type { Probed } from '../../programs/proofs/probes.ts';
import { brokenPromises, stormPage } from '../../programs/proofs/storm-page.ts';

const LONG = { timeout: 600_000 };

/** Lambda's limit for a run that hangs; it leaves 20 s for the work. */
const LIMIT_MS = 60_000;

let killing: Promise<KillMatrix>;

beforeAll(() => {
  killing = runKillMatrix({ each: 1, renewers: 4, isShort: true });
  // The last tests await it: without this an early failure would count as unhandled.
  killing.catch(() => undefined);
});
// Also when a filter leaves out its tests: the matrix must stop what it has started.
afterAll(() => killing.catch(() => undefined), LONG.timeout);

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

describe('issuance', LONG, () => {
  it('goes through within three runs while 30 % of all calls to all parties fail', async () => {
    // Three seeds for twenty issuances each; new ones every time, printed when it breaks.
    const seeds = Array.from({ length: 3 }, () => randomBytes(4).toString('hex'));

    const storms = await runStorms({ seeds, issuances: 20, renewers: 8 });

    // One of twenty may need a fourth run: 99 % can only be measured on a hundred.
    expect(brokenPromises(storms, 0.95), stormPage(storms).join('\n')).toEqual([]);
  });

  it('goes through in the first run at a CA that refuses 90 % of all nonces', async () => {
    const storm = await runNonceStorm({ issuances: 20, renewers: 4, percent: 90 });

    expect(storm.broken, noncePage(storm).join('\n')).toEqual([]);
    expect(storm.refused / storm.requests).toBeGreaterThan(0.7); // else the CA refused less than it should
  });

  it('is one order and one certificate for six and for twenty-four deliveries at once', async () => {
    const overlaps = await runOverlaps([2, 8]);

    expect(overlaps.map(({ invocations }) => invocations)).toEqual([6, 24]);
    expect(brokenOverlaps(overlaps)).toEqual([]);
  });
});

describe('a run that is killed', LONG, () => {
  it('is killed in every step of its journal', async () => {
    const { results } = await killing;
    const steps = results.map(({ plan }) => plan.point.step.split(' ')[0]);

    const met = [...new Set(steps)].filter((step) => step !== '').sort();
    expect(met).toEqual(
      // K7 is not journalled: the next run waits for propagation again. K17 is the queue's: test/e2e/killed-lambda.test.ts.
      ['K1', 'K10', 'K11', 'K12', 'K13', 'K14', 'K15', 'K16', 'K2', 'K3', 'K4', 'K5', 'K6', 'K8', 'K9'],
    );
    expect(results.length).toBeGreaterThanOrEqual(80);
  });

  it('is killed while the CA validates, which refuses the next answer', async () => {
    const { challengesRefused } = await killing;

    expect(challengesRefused).toBeGreaterThan(0);
  });

  it('is continued by the next one: one certificate, nothing lost, nothing left over', async () => {
    const matrix = await killing;

    const wrong = matrix.results.filter((result) => result.broken.length > 0);
    expect(wrong.length, killPage(matrix).join('\n')).toBe(0);
  });
});
