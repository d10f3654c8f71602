/** `dnscale-certs status`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, Option } from 'commander';
import { renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import type { StatusOptions } from './run.ts';

const DESCRIPTION =
  'A line for each certificate of the renewers that are deployed in an AWS region: when it expires, when it renews, where ' +
  'it is installed and how it is; the most urgent first. With a name, all that is known of that certificate: what is wrong and ' +
  'what to do, each step on its way, its ARNs and what uses them, limits and the last runs. It changes nothing. Exits with 1 when ' +
  'somebody must act; --watch asks again every few seconds until Ctrl-C, and waits for what is only being deployed. It needs ' +
  'ssm:GetParametersByPath on the parameters /dnscale-certs/*, dynamodb:Scan (with a name also dynamodb:GetItem) on the tables of ' +
  'definitions, states and observations, and ' +
  'kms:Decrypt on the renewer’s own KMS key where it has one.';

export function addStatusCommand(program: Command): void {
  const status = program
    .command('status')
    .summary('how the certificates of a deployed renewer are')
    .description(DESCRIPTION)
    .argument('[name]', 'one certificate, by its name')
    .addOption(renewerOption('all of the region'));
  withAwsOptions(status)
    .option('--json', 'write one JSON object instead of text')
    .addOption(new Option('--watch', 'show it again and again, until Ctrl-C').conflicts('json'))
    .action(async (certificateName: string | undefined, options: StatusOptions) => {
      const { runStatus } = await import('./run.ts');
      process.exitCode = await runStatus(certificateName, options, process.env, process);
    });
  withExamples(
    status,
    'dnscale-certs status --region eu-central-1',
    'dnscale-certs status api.example.org --watch',
  );
}
