/**
 * `dnscale-certs sweep`: the options and their words. The engine says what may be removed; its modules are loaded when
 * the command runs, not for its help.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ageInWords } from '../../functions/engine/dns/older-than.ts';
import { collect, withDomains, withExamples, withNeeded } from '../arguments.ts';
import type { SweepOptions } from './run.ts';

const DESCRIPTION =
  'Lists the TXT values under the _acme-challenge names of exactly these domain names and, when you say so, ' +
  'removes those that an ACME client has left there. DNScale does not tell how old a value is: you are ' +
  'asked whether all of them are older than what you gave. Do not say so while any client is at work on ' +
  'these names. Exits with 0 when nothing that should go is left, with 1 otherwise.';

export function addSweepCommand(program: Command): void {
  const sweep = program
    .command('sweep')
    .summary('list and, confirmed, remove TXT values that ACME clients left behind')
    .description(DESCRIPTION);
  const age = new Option('--older-than <age>', 'how old they have to be by your word: 30m, 6h, 2d');
  withNeeded(withDomains(sweep, 'a domain name to sweep under'), age.argParser(parseAge))
    .option('--yes', 'answer the question with yes, for scripts')
    .option('--resolver <host[:port]>', 'a recursive resolver to ask; give it again for more', collect)
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: SweepOptions) => {
      const { runSweep } = await import('./run.ts');
      process.exitCode = await runSweep(options, process.env, process);
    });
  withExamples(
    sweep,
    'dnscale-certs sweep -d example.com --older-than 2d',
    'dnscale-certs sweep -d example.com,example.org --older-than 2d --yes',
  );
}

function parseAge(text: string): string {
  const words = ageInWords(text);
  if (words === undefined) throw new InvalidArgumentError('Give a number with m, h or d: 30m, 6h, 2d.');
  return words;
}
