/**
 * `npm run proof:overlap`: 2 to 16 runs of one certificate at once, each message delivered three times. Ends with 1
 * unless every round makes exactly one certificate. What it proves: docs/reliability.md.
 */
import { table } from '../text-table.ts';
import { brokenOverlaps, runOverlaps } from './overlap-runs.ts';

const overlaps = await runOverlaps([2, 3, 4, 6, 8, 12, 16]);
const broken = brokenOverlaps(overlaps);
const page = [
  ...table([
    ['processes', 'invocations', 'ran', 'orders', 'certificates'],
    ...overlaps.map(({ processes, invocations, ran, orders, finalized }) =>
      [processes, invocations, ran, orders, finalized].map(String),
    ),
  ]),
  ...broken,
];
process.stdout.write(`${page.join('\n')}\n`);
process.exitCode = broken.length > 0 ? 1 : 0;
