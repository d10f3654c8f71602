/**
 * `npm run proof:parsers [-- --inputs N --seed S]`: every parser of foreign text gets N inputs. Ends with 1 unless each ends in
 * a value or a documented error, in time that grows as the text does. What it proves: docs/reliability.md.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzzParsers, parserPage } from './parser-fuzz.ts';

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const fuzzed = await fuzzParsers({ inputs: Number(values.inputs), seed });
process.stdout.write(`${parserPage(fuzzed, seed).join('\n')}\n`);
process.exitCode = fuzzed.some(({ broken }) => broken.length > 0) ? 1 : 0;
