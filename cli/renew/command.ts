/** `dnscale-certs renew`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, InvalidArgumentError } from 'commander';
import { DEFINITION_FIELDS } from '../../functions/engine/config/definition-schema.ts';
import { renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import type { RenewOptions } from './run.ts';

const DESCRIPTION =
  'Has a deployed renewer check a certificate now, without the pause that follows a failure. A check renews what is due, ' +
  'installs what is missing and does nothing else; --force issues a new certificate, which counts towards the CA’s limits. ' +
  'Exits with 1 when the check that --wait follows fails. It needs ssm:GetParametersByPath on the parameters ' +
  '/dnscale-certs/*, dynamodb:GetItem on the renewer’s three tables, dynamodb:PutItem on its requests and sqs:SendMessage ' +
  'on its work queue; where the renewer has a KMS key of its own, kms:Decrypt and kms:GenerateDataKey on that.';

export function addRenewCommand(program: Command): void {
  const renew = program
    .command('renew')
    .summary('have a deployed renewer check a certificate now')
    .description(DESCRIPTION)
    .argument('<name>', 'the certificate, as status names it', parseName)
    .option('--force', 'issue a new certificate although none is due')
    .option('--wait', 'follow the run to its end; Ctrl-C stops the waiting only')
    .addOption(renewerOption('the one that has the certificate'));
  withAwsOptions(renew)
    .option('--json', 'write one JSON object instead of text')
    .action(async (certificateName: string, options: RenewOptions) => {
      const { runRenew } = await import('./run.ts');
      process.exitCode = await runRenew(certificateName, options, process.env, process);
    });
  withExamples(
    renew,
    'dnscale-certs renew example.com --wait',
    'dnscale-certs renew example.com --force --renewer DnscaleCerts',
  );
}

function parseName(text: string): string {
  if (DEFINITION_FIELDS.certificateName.safeParse(text).success) return text;
  throw new InvalidArgumentError('Give the name of a certificate as status shows it.');
}
