/**
 * `npm run bench [-- --runs N]`: one page of figures, the engine beside a floor. `npm run bench -- --dashboard [--runs N]`: how
 * long the dashboard takes to its first row. `npm run bench -- --distribution [--count N] [--seed N] [--lanes N] [--validation N]`: how long
 * issuances take at lags of every length. Never a gate: it ends with 0 whatever the figures
 * are, and with 1 when something does not work. What they mean: docs/benchmarks.md.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleHandlers, type HandlerName } from '../../infra/bundle-handlers.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { withPackaged } from '../packaged-command.ts';
import { bundlesPage } from './bundles.ts';
import { dashboardPage } from './dashboard-page.ts';
import { runDashboards } from './dashboard-runs.ts';
import { type DistributionArguments, measureDistribution } from './distribution.ts';
import { measureImports } from './import-times.ts';
import { issuancePage } from './issuance-page.ts';
import { runIssuances } from './issuance-runs.ts';
import { tryPage } from './try-page.ts';
import { runTries } from './try-runs.ts';

const { runs, isOfDashboard, distribution } = readArguments();
const page = [
  `dnscale-certs benchmark, ${new Date().toISOString().slice(0, 10)}`,
  machineLine(),
  '',
  ...(await measured()),
];
process.stdout.write(`${page.join('\n')}\n`);

function measured(): Promise<string[]> {
  if (distribution) return measureDistribution(distribution, tell);
  return isOfDashboard ? dashboards(runs) : measureAll(runs);
}

async function dashboards(rounds: number): Promise<string[]> {
  return dashboardPage(await withPackaged((launcher) => runDashboards(launcher, rounds, tell)));
}

async function measureAll(runs: number): Promise<string[]> {
  const tries = await withPackaged((launcher) => runTries(launcher, Math.ceil(runs / 3), tell));
  const issuances = await runIssuances(runs, tell);
  return [...tryPage(tries), '', ...issuancePage(issuances), '', ...(await bundles(runs))];
}

async function bundles(imports: number): Promise<string[]> {
  const folder = await makeTemporaryFolder('bench');
  try {
    tell('bundles');
    const built = await bundleHandlers(folder);
    tell('import times');
    return bundlesPage(built, await measureImports(folder, Object.keys(built) as HandlerName[], imports));
  } finally {
    await removeFolder(folder);
  }
}

function readArguments(): { runs: number; isOfDashboard: boolean; distribution?: DistributionArguments } {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '7' },
      dashboard: { type: 'boolean', default: false },
      distribution: { type: 'boolean', default: false },
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '12' },
      validation: { type: 'string', default: '1' },
    },
  });
  const runs = wholeNumber('runs', values.runs, 100);
  const count = wholeNumber('count', values.count, 100_000);
  const lanes = wholeNumber('lanes', values.lanes, 100);
  const seed = wholeNumber('seed', values.seed, 1_000_000);
  const validation = wholeNumber('validation', values.validation, 10);
  const distribution = { count, seed, lanes, validation };
  const asked = { runs, isOfDashboard: values.dashboard };
  return values.distribution ? { ...asked, distribution } : asked;
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${option} takes a whole number from 1 to ${most}, not "${text}"`);
}

/** With the load at the start: figures of a busy machine cannot be compared. */
function machineLine(): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} cores, load ${load} at the start, Node ${process.version}, ${process.platform} ${process.arch}`;
}

/** Progress goes to stderr: stdout holds only the page. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
