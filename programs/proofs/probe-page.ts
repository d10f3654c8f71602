/** The results of probes as a table, and a sentence for whatever broke. */
import { table } from '../text-table.ts';
import type { Probed } from './probes.ts';

export function probePage(title: string, probed: readonly Probed[]): string[] {
  const broken = probed.filter((one) => one.broken.length > 0);
  return [
    ...table([
      [title, 'ended with', 'after', 'left'],
      ...probed.map(({ probe, ending, tookMs, remainingMs }) => [
        probe.name,
        ending,
        `${(tookMs / 1_000).toFixed(1)} s`,
        `${(remainingMs / 1_000).toFixed(1)} s`,
      ]),
    ]),
    ...broken.map(({ probe, broken: faults }) => `${probe.name}: ${faults.join('; ')}`),
    `${probed.length} probes: ${probed.length - broken.length} ok, ${broken.length} broken`,
  ];
}
