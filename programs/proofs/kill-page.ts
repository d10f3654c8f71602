/** The kill matrix as text: a row for each point, a column for each time, a sentence for whatever broke. */
import { KILL_TIMES } from '../../test/support/world/proxy/acts.ts';
import { table } from '../text-table.ts';
import type { Recovered } from './kill-experiment.ts';
import type { KillMatrix } from './kill-matrix.ts';
import { type KillPoint, nameOfPoint } from './kill-points.ts';
import { SCENES, type Scene } from './kill-scenes.ts';

export function killPage({ points, results, challengesRefused }: KillMatrix): string[] {
  const broken = results.filter((result) => result.broken.length > 0);
  const counts = SCENES.map((scene) => `${points[scene].length} of the ${scene}`).join(', ');
  return [
    ...SCENES.flatMap((scene) => ['', scene, ...table(rows(scene, points[scene], results))]),
    '',
    ...broken.map(inWords),
    `${results.length} kills at ${counts}: ${results.length - broken.length} ok, ${broken.length} broken`,
    `${challengesRefused} challenges were answered again while the CA was validating them (409)`,
  ];
}

function rows(scene: Scene, points: KillPoint[], results: Recovered[]): string[][] {
  return [
    ['point', ...KILL_TIMES],
    ...points.map((point) => {
      const cells = KILL_TIMES.map((when) =>
        cell(
          results.filter(({ plan }) => plan.scene === scene && plan.point === point && plan.when === when),
        ),
      );
      return [`${point.step.padEnd(14)} ${nameOfPoint(point)}`, ...cells];
    }),
  ];
}

function cell(results: Recovered[]): string {
  if (results.length === 0) return '·';
  const broken = results.filter((result) => result.broken.length > 0).length;
  if (broken > 0) return `${broken} BROKEN`;
  return results.length === 1 ? 'ok' : `${results.length} ok`;
}

function inWords({ plan: { scene, point, when, definition }, broken }: Recovered): string {
  return `${scene}, ${when} ${nameOfPoint(point)} (${definition.certificateName}): ${broken.join('; ')}`;
}
