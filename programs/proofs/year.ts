/**
 * `npm run proof:year [-- --seed N --days N --certificates N]`: a year of a fleet in minutes, on a virtual clock. It
 * prints one table and ends with 1 when an aim is missed. What it proves, and how: docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import { table } from '../text-table.ts';
import { type Proof, prove } from './year/prove.ts';
import { verdictTable } from './year/verdict.ts';

const { seed, days, certificates } = readOptions();
const began = performance.now();
const proof = await prove({ seed, days, certificates, tell: (line) => process.stderr.write(`${line}\n`) });
process.stdout.write(`${page(proof).join('\n')}\n`);
process.exit(proof.verdicts.every(({ isMet }) => isMet) ? 0 : 1);

function page({ world, lived, verdicts }: Proof): string[] {
  const { ca, log } = world;
  const exempt = ca.issued.filter((certificate) => certificate.exempt).length;
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  // On a shared machine the processor's time says more.
  const { user, system } = process.cpuUsage();
  const busy = ((user + system) / 1_000_000).toFixed(0);
  const counts = [...log.counts].filter(([key]) => /^(failed|due|warned): /.test(key)).toSorted();
  return [
    `${days} days of ${certificates} certificates in ${seconds} s (${busy} s of processor time), seed ${seed}`,
    `${lived.ticks} ticks, ${log.runs} runs, ${ca.issued.length} certificates issued (${exempt} exempt by ARI)`,
    '',
    ...verdictTable(verdicts),
    '',
    ...table(counts.map(([key, count]) => [key, String(count)])),
  ];
}

function readOptions(): { seed: number; days: number; certificates: number } {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '364' },
      certificates: { type: 'string', default: '100' },
    },
  });
  const [seed = 0, days = 0, certificates = 0] = [values.seed, values.days, values.certificates].map(Number);
  const isUsable = Number.isInteger(seed) && Number.isInteger(certificates) && certificates > 0;
  // In less than 120 days there is no room for the troubles beside lives of 90 days.
  if (isUsable && Number.isInteger(days) && days >= 120) return { seed, days, certificates };
  throw new Error('--seed and --certificates take whole numbers, --days one from 120 on');
}
