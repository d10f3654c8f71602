/** `dnscale-certs pull`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, Option } from 'commander';
import {
  parseCertificateName,
  renewerOption,
  withAwsOptions,
  withExamples,
  withNeeded,
} from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { PullOptions } from './run.ts';

const DESCRIPTION =
  'Brings a certificate from S3 to a server: takes what is live, verifies that key, chain and names belong together, switches a ' +
  'link to it in one step (certbot’s layout: live/<name>/privkey.pem, fullchain.pem, …), and runs the hook when something ' +
  'changed, with RENEWED_LINEAGE and RENEWED_DOMAINS. What is installed stays whenever something is wrong. Run it by a timer. ' +
  'Exits with 0 when it is installed or unchanged, with 1 when it is not, or when the hook fails, which the next pull runs again. ' +
  needsText('pull');

export function addPullCommand(program: Command): void {
  const pull = program
    .command('pull')
    .summary('bring a certificate from S3 to a server, and reload what serves it')
    .description(DESCRIPTION)
    .argument('<name>', 'the certificate, as status names it', parseCertificateName);
  withNeeded(pull, new Option('--out <folder>', 'where live/ and archive/ are, or are made'))
    .option('--deploy-hook <command>', 'a shell’s command, run when something changed')
    .option('--bucket <name>', 'the renewer’s bucket (default: what SSM says of the renewer)')
    .addOption(renewerOption('the only one'))
    .option('--allow-staging', 'take a certificate of a staging CA, too');
  withAwsOptions(pull)
    .option('--json', 'write one JSON object instead of text')
    .action(async (certificateName: string, options: PullOptions) => {
      const { runPull } = await import('./run.ts');
      process.exitCode = await runPull(certificateName, options, process.env, process);
    });
  withExamples(
    pull,
    "dnscale-certs pull web --out /etc/certs --deploy-hook 'nginx -s reload'",
    'dnscale-certs pull example.com --out /etc/certs --bucket my-bucket --json',
  );
}
