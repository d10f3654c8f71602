/**
 * `npm run proof:nonces [-- --issuances N --percent P]`: issuances at a CA that refuses most nonces. Ends with 1 unless
 * every one goes through. What it proves: docs/reliability.md.
 */
import { parseArgs } from 'node:util';
import { noncePage, runNonceStorm } from './nonce-storm.ts';

const { values } = parseArgs({
  options: {
    issuances: { type: 'string', default: '200' },
    percent: { type: 'string', default: '90' },
    renewers: { type: 'string', default: '4' },
  },
});
const storm = await runNonceStorm({
  issuances: Number(values.issuances),
  percent: Number(values.percent),
  renewers: Number(values.renewers),
});
process.stdout.write(`${noncePage(storm).join('\n')}\n`);
process.exitCode = storm.broken.length > 0 ? 1 : 0;
