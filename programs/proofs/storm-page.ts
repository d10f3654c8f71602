/** The figures of the fault storms, and whether they are what is promised. */
import { table } from '../bench/table.ts';
import { type Storm, untypedErrors } from './fault-storm.ts';
import type { Looked } from './looks.ts';
import { FAULT_KINDS } from './random-faults.ts';

const LOOKS = [1, 2, 3, 4, 5, 6];

/** What is promised of the certificates that are well within three looks. */
const WELL_WITHIN_THREE = 0.99;

export function stormPage(storms: readonly Storm[]): string[] {
  const rows = storms.map(({ seed, looked, requests, faults }) => {
    const hit = [...faults.values()].reduce((sum, count) => sum + count, 0);
    return [
      seed,
      String(looked.length),
      String(requests),
      `${((100 * hit) / requests).toFixed(1)} %`,
      ...LOOKS.map((looks) => String(wellWithin(looks, looked))),
      String(looked.reduce((sum, { issued }) => sum + issued, 0)),
      String(looked.flatMap(untypedErrors).length),
    ];
  });
  const kinds = FAULT_KINDS.map((kind) => {
    const count = storms.reduce((sum, { faults }) => sum + (faults.get(kind) ?? 0), 0);
    return `${kind} ${count}`;
  });
  return [
    ...table([
      [
        'seed',
        'certificates',
        'calls',
        'failed',
        ...LOOKS.map((looks) => `well in ${looks}`),
        'issued',
        'untyped',
      ],
      ...rows,
    ]),
    `Faults: ${kinds.join(', ')}`,
    `Looks that failed, by what with: ${failures(storms).join(', ')}`,
    ...brokenPromises(storms),
  ];
}

function failures(storms: readonly Storm[]): string[] {
  const counts = new Map<string, number>();
  for (const { events } of storms.flatMap(({ looked }) => looked.flatMap(({ runs }) => runs))) {
    for (const event of events) {
      if (event.event !== 'run-failed') continue;
      const name = `${event.code} in ${event.step}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
}

/**
 * Empty when all holds.
 * @param leastWithinThree lower for storms that are too small to tell 99 % from bad luck.
 */
export function brokenPromises(storms: readonly Storm[], leastWithinThree = WELL_WITHIN_THREE): string[] {
  return storms.flatMap(({ seed, looked }) => {
    const soon = wellWithin(3, looked) / looked.length;
    const claims = [
      [soon >= leastWithinThree, `only ${(100 * soon).toFixed(1)} % well within 3 looks`],
      ...looked.map(({ definition, broken }) => [
        broken.length === 0,
        `${definition.certificateName}: ${broken.join('; ')}`,
      ]),
      ...looked.map(({ definition, issued }) => [
        issued === 1,
        `${definition.certificateName}: ${issued} certificates at the CA`,
      ]),
      ...looked.flatMap(untypedErrors).map((error) => [false, error]),
    ] as const;
    return claims.flatMap(([holds, otherwise]) => (holds ? [] : [`seed ${seed}: ${otherwise}`]));
  });
}

function wellWithin(looks: number, looked: readonly Looked[]): number {
  return looked.filter(({ runs, broken }) => broken.length === 0 && runs.length <= looks).length;
}
