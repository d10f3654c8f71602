/**
 * `npm run proof:kill [-- --each N --renewers N --short --only 'finalize|ImportCertificate']`: the kill matrix. Ends
 * with 1 when any cell is broken. What it proves: docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import { runKillMatrix } from './kill-matrix.ts';
import { killPage } from './kill-page.ts';

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '1' },
    renewers: { type: 'string', default: '4' },
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
  },
});
const matrix = await runKillMatrix({
  each: Number(values.each),
  renewers: Number(values.renewers),
  isShort: values.short,
  only: new RegExp(values.only),
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${killPage(matrix).join('\n')}\n`);
process.exitCode = matrix.results.some(({ broken }) => broken.length > 0) ? 1 : 0;
