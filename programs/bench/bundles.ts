/** The weight of the handlers' bundles and of the packages in them, from esbuild's metafile. */
import type { HandlerBundle, HandlerBundles, HandlerName } from '../../infra/bundle-handlers.ts';
import { table } from '../text-table.ts';
import type { ImportTimes } from './import-times.ts';

const AIM_BYTES: Partial<Record<HandlerName, number>> = { renew: 1_600_000, plan: 450_000 };
const HEAVIEST = 5;

export function bundlesPage(
  bundles: HandlerBundles,
  { runs, emptyMs: empty, importMs }: ImportTimes,
): string[] {
  const handlers = Object.keys(bundles) as HandlerName[];
  return [
    `BUNDLES  minified; import: median of ${runs} processes, beside an empty module's ${empty.toFixed(1)} ms`,
    ...table([
      ['', 'size', 'aim', 'import', 'over empty'],
      ...handlers.map((name) => [
        name,
        kilobytes(bundles[name].bytes),
        againstAim(name, bundles[name].bytes),
        `${importMs[name].toFixed(1)} ms`,
        `+${(importMs[name] - empty).toFixed(1)} ms`,
      ]),
    ]),
    '',
    ...table([['Heaviest (kB)', ...handlers], ...heaviestRows(bundles)]),
  ];
}

function againstAim(name: HandlerName, bytes: number): string {
  const aim = AIM_BYTES[name];
  if (aim === undefined) return '–';
  return `≤ ${kilobytes(aim)} ${bytes <= aim ? 'met' : 'MISSED'}`;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

/** One row for each rank. */
function heaviestRows(bundles: HandlerBundles): string[][] {
  const columns = Object.values(bundles).map(heaviest);
  return Array.from({ length: HEAVIEST }, (_, rank) => [
    `${rank + 1}`,
    ...columns.map((packages) => packages[rank] ?? ''),
  ]);
}

function heaviest({ metafile }: HandlerBundle): string[] {
  const weights = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      weights.set(name, (weights.get(name) ?? 0) + bytesInOutput);
    }
  }
  const byWeight = [...weights].sort(([, a], [, b]) => b - a);
  return byWeight.map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)}`);
}

/** A package that is installed twice counts once. */
function packageOf(path: string): string {
  const [, inPackage] = path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/) ?? [];
  return inPackage ?? 'our own code';
}
