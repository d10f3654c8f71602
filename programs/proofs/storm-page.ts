/** The figures of the fault storms, and whether they keep the promises. */
import { table } from '../text-table.ts';
import { faultsOfOurs, type Storm } from './fault-storm.ts';
import { FAULT_KINDS } from './random-faults.ts';
import type { CertificateResult } from './run-until-well.ts';

const RUNS = [1, 2, 3, 4, 5, 6];

/** The promised share of certificates that are well within three runs. */
const WELL_WITHIN_THREE = 0.99;

export function stormPage(storms: readonly Storm[]): string[] {
  const rows = storms.map(({ seed, results, requests, faults }) => {
    const hit = [...faults.values()].reduce((sum, count) => sum + count, 0);
    return [
      seed,
      String(results.length),
      String(requests),
      `${((100 * hit) / requests).toFixed(1)} %`,
      ...RUNS.map((runs) => String(wellWithin(runs, results))),
      String(results.reduce((sum, { issued }) => sum + issued, 0)),
      String(results.flatMap(faultsOfOurs).length),
    ];
  });
  const kinds = FAULT_KINDS.map((kind) => {
    const count = storms.reduce((sum, { faults }) => sum + (faults.get(kind) ?? 0), 0);
    return `${kind} ${count}`;
  });
  return [
    ...table([
      ['seed', 'certificates', 'calls', 'failed', ...RUNS.map((runs) => `well in ${runs}`), 'issued', 'ours'],
      ...rows,
    ]),
    `Faults: ${kinds.join(', ')}`,
    `Runs that failed, by code and step: ${failures(storms).join(', ')}`,
    ...brokenPromises(storms),
  ];
}

function failures(storms: readonly Storm[]): string[] {
  const counts = new Map<string, number>();
  for (const { events } of storms.flatMap(({ results }) => results.flatMap(({ runs }) => runs))) {
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
 * @param leastWithinThree lower for small storms, in which one unlucky certificate is more than 1 %.
 */
export function brokenPromises(storms: readonly Storm[], leastWithinThree = WELL_WITHIN_THREE): string[] {
  return storms.flatMap(({ seed, results }) => {
    const soon = wellWithin(3, results) / results.length;
    const claims = [
      [soon >= leastWithinThree, `only ${(100 * soon).toFixed(1)} % well within 3 runs`],
      ...results.map(({ definition, broken }) => [
        broken.length === 0,
        `${definition.certificateName}: ${broken.join('; ')}`,
      ]),
      ...results.map(({ definition, issued }) => [
        issued === 1,
        `${definition.certificateName}: ${issued} certificates at the CA`,
      ]),
      ...results.flatMap(faultsOfOurs).map((error) => [false, error]),
    ] as const;
    return claims.flatMap(([holds, otherwise]) => (holds ? [] : [`seed ${seed}: ${otherwise}`]));
  });
}

function wellWithin(most: number, results: readonly CertificateResult[]): number {
  return results.filter(({ runs, broken }) => broken.length === 0 && runs.length <= most).length;
}
