/**
 * `npm run proof:fleet [-- --seed N --days N --certificates N]`: some weeks of ten thousand certificates at one renewer, on a
 * virtual clock. It prints one table and ends with 1 when an aim is missed. What it proves, and how: docs/scale.md.
 */
import { parseArgs } from 'node:util';
import { table } from '../text-table.ts';
import { liveMonth, type Month } from './fleet/live-month.ts';
import { judgeMonth } from './fleet/verdicts.ts';
import { type Verdict, verdictTable } from './year/verdict.ts';

const { seed, days, certificates } = readOptions();
const month = await liveMonth({
  seed,
  days,
  certificates,
  tell: (line) => process.stderr.write(`${line}\n`),
});
const verdicts = judgeMonth(month);
process.stdout.write(`${page(month, verdicts).join('\n')}\n`);
process.exit(verdicts.every(({ isMet }) => isMet) ? 0 : 1);

function page({ world: { ca, log, clock }, mostDue }: Month, found: readonly Verdict[]): string[] {
  // On a shared machine the processor's time says more than the clock's.
  const { user, system } = process.cpuUsage();
  const busy = ((user + system) / 1_000_000).toFixed(0);
  const peak = (process.memoryUsage().rss / 2 ** 20).toFixed(0);
  const counts = [...log.counts].filter(([key]) => /^(failed|due|warned|skipped): /.test(key)).toSorted();
  return [
    `${days} days of ${certificates} certificates, to ${clock.now().toISOString()}, seed ${seed}: ${busy} s of processor time, ${peak} MB`,
    `${log.runs} runs, ${ca.questions.count} questions for advice, ${ca.issued.length} certificates issued, at most ${mostDue} due at a tick`,
    '',
    ...verdictTable(found),
    '',
    ...table(counts.map(([key, count]) => [key, String(count)])),
  ];
}

function readOptions(): { seed: number; days: number; certificates: number } {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '30' },
      certificates: { type: 'string', default: '10000' },
    },
  });
  const [s = 0, d = 0, c = 0] = [values.seed, values.days, values.certificates].map(Number);
  // In less there is no room for the standstill beside windows of certificates of 160 h.
  const isUsable = [s, d, c].every(Number.isInteger) && d >= 5 && c >= 30;
  if (isUsable) return { seed: s, days: d, certificates: c };
  throw new Error('--seed takes a whole number, --days one from 5 on, --certificates one from 30 on');
}
