/** `dnscale-certs advise`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, InvalidArgumentError } from 'commander';
import { domainOption, withExamples } from '../arguments.ts';
import type { AdviseOptions } from './run.ts';
import { parseUses, USE_NAMES, type UseName } from './uses.ts';

const DESCRIPTION =
  'Says whether ACM’s own free certificate does what you need, and what each way costs: that one, ACM’s exportable ' +
  'certificates, and a renewer of dnscale-certs. At a terminal it asks for what is missing. It needs no AWS account, ' +
  'no token and no network.';

export function addAdviseCommand(program: Command): void {
  const advise = program
    .command('advise')
    .summary('say whether ACM’s free certificate does it, and what each way costs')
    .description(DESCRIPTION)
    .addOption(domainOption('a name of the certificate'))
    .option(
      '--for <uses>',
      `what it is for, with commas between: ${USE_NAMES.join(', ')}`,
      (text: string, given: UseName[] = []) => [...new Set([...given, ...usesOf(text)])],
    )
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: AdviseOptions) => {
      const { runAdvise } = await import('./run.ts');
      process.exitCode = await runAdvise(options, process);
    });
  withExamples(
    advise,
    'dnscale-certs advise',
    "dnscale-certs advise -d 'example.com,*.example.com' --for servers",
  );
}

function usesOf(text: string): UseName[] {
  const uses = parseUses(text);
  if (uses !== undefined) return uses;
  throw new InvalidArgumentError(`Give one or more of ${USE_NAMES.join(', ')}.`);
}
