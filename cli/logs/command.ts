/** `dnscale-certs logs`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseCertificateName, renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { LogsOptions } from './run.ts';

const DESCRIPTION =
  'What the functions of a deployed renewer have logged about a certificate, in words: what a run decided, did and ' +
  'waited for, declarations and probes; the oldest first, times in UTC. It changes nothing. --follow goes on until ' +
  'Ctrl-C, which ends it with 130. ' +
  needsText('logs');

const DAY_MS = 24 * 60 * 60 * 1000;

export function addLogsCommand(program: Command): void {
  const logs = program
    .command('logs')
    .summary('what a deployed renewer has logged about a certificate')
    .description(DESCRIPTION)
    .argument('<name>', 'the certificate, as status names it', parseCertificateName)
    .addOption(
      new Option('--since <age>', 'how far back: 30m, 2h, 7d').argParser(parseAge).default(DAY_MS, '1d'),
    )
    .option('--follow', 'wait for what comes, until Ctrl-C')
    .addOption(renewerOption('the one that has the certificate'));
  withAwsOptions(logs)
    .option('--json', 'write one JSON object for each line of the log instead of text')
    .action(async (certificateName: string, options: LogsOptions) => {
      const { runLogs } = await import('./run.ts');
      process.exitCode = await runLogs(certificateName, options, process.env, process);
    });
  withExamples(
    logs,
    'dnscale-certs logs example.com --since 2h',
    'dnscale-certs logs example.com --follow --renewer DnscaleCerts',
  );
}

const UNITS_MS = { m: 60_000, h: 60 * 60_000, d: DAY_MS } as const;

function parseAge(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd') return Number(count) * UNITS_MS[unit];
  throw new InvalidArgumentError('Give a number with m, h or d: 30m, 2h, 7d.');
}
