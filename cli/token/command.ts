/**
 * `dnscale-certs token`: the options and their words. What it does is loaded when the command runs, not for its help.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import { isKeyArn, KEY_ARN } from '../../functions/engine/config/key-arn.ts';
import { isSecretName, SECRET_NAME } from '../../functions/engine/config/secret-name.ts';
import { withAwsOptions, withExamples } from '../arguments.ts';
import type { TokenSetOptions } from './set.ts';

const DESCRIPTION =
  'Puts the DNScale token for a deployed renewer into Secrets Manager: it makes the secret, gives it a new value, or ' +
  'takes it back when it is scheduled for deletion. Do this before the first deployment, and again for each new token: ' +
  'no deployment is needed. It asks for the token without showing it, or reads it from a file; it first has DNScale ' +
  'check it, as `doctor` does, and stores none that fails. AWS credentials and region are those of the AWS CLI.';

export function addTokenCommand(program: Command): void {
  const token = program.command('token').summary('the DNScale token of a deployed renewer');
  const set = token
    .command('set')
    .summary('check a DNScale token and put it into Secrets Manager')
    .description(DESCRIPTION)
    .option('--token-file <path>', 'a file that holds the token, or a pipe; - for the standard input')
    .option(
      '--secret-name <name>',
      'the secret, as dnscale.tokenSecretName has it in the configuration',
      parseSecretName,
      DEFAULTS.dnscale.tokenSecretName,
    )
    .option(
      '--encryption-key <arn>',
      'your KMS key for the secret, as encryptionKeyArn has it in the configuration (default: the key that it has, or AWS’s own)',
      parseKeyArn,
    );
  withAwsOptions(set)
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: TokenSetOptions) => {
      const { runTokenSet } = await import('./set.ts');
      process.exitCode = await runTokenSet(options, process.env, process);
    });
  withExamples(
    set,
    'dnscale-certs token set --region eu-central-1',
    'dnscale-certs token set --token-file token.txt --profile shop',
  );
}

function parseKeyArn(text: string): string {
  if (isKeyArn(text)) return text;
  throw new InvalidArgumentError(`Give ${KEY_ARN}.`);
}

function parseSecretName(text: string): string {
  if (isSecretName(text)) return text;
  throw new InvalidArgumentError(`Give ${SECRET_NAME}.`);
}
