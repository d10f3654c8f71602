/**
 * `npm run proof:hangs [-- --limit SECONDS --renewers N]`: each request hangs once, then hostile answers come. Ends with 1
 * when a run ends late, with a fault of ours or not at all, when a stranger is visited, or when the next run does not recover.
 * What it proves: docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import { runHangs, runHostileAnswers } from './hang-probes.ts';
import { probePage } from './probe-page.ts';

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '120' },
    renewers: { type: 'string', default: '12' },
  },
});
const options = {
  renewers: Number(values.renewers),
  limitMs: Number(values.limit) * 1_000,
  progress: (line: string) => process.stderr.write(`${line}\n`),
};
const hung = await runHangs(options);
const { probed: hostile, visits } = await runHostileAnswers(options);
const page = [
  ...probePage('request that hangs', hung),
  '',
  ...probePage('hostile answer', hostile),
  `${visits} visits to the stranger that redirects and addresses lead to`,
];
process.stdout.write(`${page.join('\n')}\n`);
process.exitCode = visits > 0 || [...hung, ...hostile].some(({ broken }) => broken.length > 0) ? 1 : 0;
