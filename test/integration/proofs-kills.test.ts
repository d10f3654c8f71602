/**
 * The short form of the kill matrix (docs/reliability.md, `npm run proof:kill`): the shipped bundle is killed against Pebble,
 * DNScale's emulator and ministack. Each run is a process of its own, which is most of its time.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { type KillMatrix, runKillMatrix } from '../../programs/proofs/kill-matrix.ts';
import { killPage } from '../../programs/proofs/kill-page.ts';

let matrix: KillMatrix;

beforeAll(async () => {
  matrix = await runKillMatrix({ each: 1, renewers: 4, isShort: true });
}, 600_000);

describe('a run that is killed', () => {
  it('is killed in every step of its journal', () => {
    const { results } = matrix;
    const steps = results.map(({ plan }) => plan.point.step.split(' ')[0]);

    const met = [...new Set(steps)].filter((step) => step !== '').sort();
    expect(met).toEqual(
      // K7 is not journalled: the next run waits for propagation again. K17 is the queue's: test/e2e/killed-lambda.test.ts.
      [
        ...['K1', 'K10', 'K11', 'K12', 'K13', 'K14', 'K15', 'K16', 'K18', 'K19', 'K2', 'K20'],
        ...['K3', 'K4', 'K5', 'K6', 'K8', 'K9'],
      ],
    );
    expect(results.length).toBeGreaterThanOrEqual(90);
  });

  it('is killed while the CA validates, which refuses the next answer', () => {
    expect(matrix.challengesRefused).toBeGreaterThan(0);
  });

  it('is continued by the next one: one certificate, nothing lost, nothing left over', () => {
    const wrong = matrix.results.filter((result) => result.broken.length > 0);
    expect(wrong.length, killPage(matrix).join('\n')).toBe(0);
  });
});
