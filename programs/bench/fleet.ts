/**
 * `npm run bench:fleet [-- --sizes 100,1000,10000]`: what plan, notify, probe, status and the runs take of a fleet of each size:
 * time, memory, read and write units of DynamoDB, and money. Never a gate. What the figures mean: docs/scale.md.
 */
import { parseArgs } from 'node:util';
import { table } from '../text-table.ts';
import { type Figure, type FleetFigures, measureFleet, type RunKind } from './fleet-figures.ts';
import { monthOf } from './fleet-money.ts';

const fleets: FleetFigures[] = [];
for (const size of readSizes()) {
  process.stderr.write(`${size} certificates\n`);
  fleets.push(await measureFleet(size));
}
process.stdout.write(`${page(fleets).join('\n')}\n`);

function page(all: readonly FleetFigures[]): string[] {
  return [
    `dnscale-certs, fleets, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}`,
    '',
    ...table([
      ['at a tick', 'calls', 'read units', 'write units', 'processor', 'of one', 'heap', 'of one'],
      ...all.flatMap(({ certificates, plan, notify, probe, status }) =>
        Object.entries({ plan, notify, probe, status }).map(([name, figure]) =>
          tickRow(`${name}, ${certificates}`, figure, certificates),
        ),
      ),
    ]),
    '',
    ...table([
      ['of one run', 'calls', 'read units', 'write units', 'processor', 'measured'],
      ...all.flatMap(({ certificates, runs }) =>
        Object.entries(runs).map(([kind, figure]) => runRow(`${kind as RunKind}, ${certificates}`, figure)),
      ),
    ]),
    '',
    ...table([['a month', ...all.map(({ certificates }) => String(certificates))], ...moneyRows(all)]),
  ];
}

function tickRow(name: string, figure: Figure, certificates: number): string[] {
  const { calls, readUnits, writeUnits, busyMs, heapBytes } = figure;
  return [
    name,
    calls.toFixed(0),
    readUnits.toFixed(0),
    writeUnits.toFixed(0),
    `${busyMs.toFixed(0)} ms`,
    `${((1_000 * busyMs) / certificates).toFixed(1)} µs`,
    `${(heapBytes / 2 ** 20).toFixed(1)} MB`,
    `${(heapBytes / certificates / 1_024).toFixed(1)} KB`,
  ];
}

function runRow(name: string, figure: FleetFigures['runs'][RunKind]): string[] {
  if (!figure) return [name, 'none was met'];
  const { calls, readUnits, writeUnits, busyMs, count } = figure;
  return [
    name,
    calls.toFixed(1),
    readUnits.toFixed(1),
    writeUnits.toFixed(1),
    `${busyMs.toFixed(1)} ms`,
    String(count),
  ];
}

function moneyRows(all: readonly FleetFigures[]): string[][] {
  const months = all.map(monthOf);
  const names = months[0]?.map(({ what }) => what) ?? [];
  const rows = names.map((what, row) => [what, ...months.map((month) => dollars(month[row]?.dollars ?? 0))]);
  const sums = months.map((month) => month.reduce((sum, cost) => sum + cost.dollars, 0));
  return [
    ...rows,
    ['together', ...sums.map((sum) => dollars(sum))],
    ['of one certificate', ...sums.map((sum, index) => dollars(sum / (all[index]?.certificates ?? 1), 4))],
  ];
}

function dollars(amount: number, digits = 2): string {
  return `$${amount.toFixed(digits)}`;
}

function readSizes(): number[] {
  const { values } = parseArgs({ options: { sizes: { type: 'string', default: '100,1000,10000' } } });
  const sizes = values.sizes.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size > 0)) return sizes;
  throw new Error(`--sizes takes whole numbers with commas between them, not "${values.sizes}"`);
}
