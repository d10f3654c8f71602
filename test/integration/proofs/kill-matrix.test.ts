/**
 * The kill matrix, short: the shipped bundle, killed once before, during and after every request that changes something,
 * against Pebble, DNScale's emulator and ministack. The long form is `npm run proof:kill` (docs/reliability.md).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type KillMatrix, runKillMatrix } from '../../support/proofs/kill-matrix.ts';
import { killPage } from '../../support/proofs/kill-page.ts';

let matrix: KillMatrix;

beforeAll(async () => {
  matrix = await runKillMatrix({ each: 1, stations: 4, isShort: true });
}, 600_000);

describe('a run that is killed', () => {
  it('is killed in every step of its journal', () => {
    const steps = Object.values(matrix.points).flatMap((points) =>
      points.map(({ step }) => step.split(' ')[0]),
    );

    const met = [...new Set(steps)].filter((step) => step !== '').sort();
    expect(met).toEqual(
      // K7 is not journalled: propagation is asked for again. K17 is the queue's: test/e2e/killed-lambda.test.ts.
      ['K1', 'K10', 'K11', 'K12', 'K13', 'K14', 'K15', 'K16', 'K2', 'K3', 'K4', 'K5', 'K6', 'K8', 'K9'],
    );
    expect(matrix.results.length).toBeGreaterThanOrEqual(100);
  });

  it('is continued by the next one: one certificate, nothing lost, nothing left over', () => {
    const broken = matrix.results.filter((result) => result.broken.length > 0);

    expect(broken.length, killPage(matrix).join('\n')).toBe(0);
  });
});
