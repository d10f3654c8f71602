/** `dnscale-certs status`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, Option } from 'commander';
import { renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import type { StatusOptions } from './run.ts';

const DESCRIPTION =
  'A line for each certificate of the renewers that are deployed in an AWS region: when it expires, when it renews, how ' +
  'it is and the last error; the most urgent first. It changes nothing. Exits with 1 when somebody must act; --watch asks ' +
  'again every few seconds until Ctrl-C, and waits for a renewer that is only being deployed. It needs ' +
  'ssm:GetParametersByPath on the parameters /dnscale-certs/*, dynamodb:Scan on the tables of definitions, states and observations, and ' +
  'kms:Decrypt on the renewer’s own KMS key where it has one.';

export function addStatusCommand(program: Command): void {
  const status = program
    .command('status')
    .summary('how the certificates of a deployed renewer are')
    .description(DESCRIPTION)
    .addOption(renewerOption('all of the region'));
  withAwsOptions(status)
    .option('--json', 'write one JSON object instead of text')
    .addOption(new Option('--watch', 'show it again and again, until Ctrl-C').conflicts('json'))
    .action(async (options: StatusOptions) => {
      const { runStatus } = await import('./run.ts');
      process.exitCode = await runStatus(options, process.env, process);
    });
  withExamples(
    status,
    'dnscale-certs status --region eu-central-1',
    'dnscale-certs status --renewer DnscaleCerts --watch',
  );
}
