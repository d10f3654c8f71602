/**
 * `npm run proof:faults [-- --seed S --seed T --issuances N --renewers N]`: three storms of faults, each with a seed
 * that is printed and repeats it. Ends with 1 when a promise is broken. What it proves: docs/reliability.md.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runStorms } from './fault-storm.ts';
import { brokenPromises, stormPage } from './storm-page.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true },
    issuances: { type: 'string', default: '100' },
    renewers: { type: 'string', default: '8' },
  },
});
const seeds = values.seed ?? Array.from({ length: 3 }, () => randomBytes(4).toString('hex'));
const storms = await runStorms({
  seeds,
  issuances: Number(values.issuances),
  renewers: Number(values.renewers),
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${stormPage(storms).join('\n')}\n`);
process.exitCode = brokenPromises(storms).length > 0 ? 1 : 0;
