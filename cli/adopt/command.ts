/** `dnscale-certs adopt`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, Option } from 'commander';
import { collect, renewerOption, withAwsOptions, withExamples, withNeeded } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import { CLIENTS } from './found.ts';
import type { AdoptOptions } from './run.ts';

const DESCRIPTION =
  'Takes over what certbot, lego or acme.sh has issued: reads its folder (certificates, keys, the account), shows what a deployed ' +
  'renewer would get, and with --yes stores it: the account key in Secrets Manager, the files in S3. The record that it prints has ' +
  'them installed without an order, and renewed at their time, by the same account. The folder is only read, nothing that the ' +
  'renewer has is replaced, and no key or token is shown. Exits with 0 when something is taken, with 1 when nothing is. ' +
  needsText('adopt');

export function addAdoptCommand(program: Command): void {
  const adopt = program
    .command('adopt')
    .summary('take over the certificates and the account of certbot, lego or acme.sh')
    .description(DESCRIPTION)
    .argument('<folder>', 'the client’s: /etc/letsencrypt, .lego, ~/.acme.sh');
  withNeeded(adopt, new Option('--from <client>', 'whose folder it is').choices(CLIENTS))
    .option('--only <name>', 'this certificate, as the client names it; give it again for more', collect)
    .option('--account <id>', 'which of several accounts at one CA', collect)
    .option('--stack', 'print the record for a stack (addCertificate), in place of renewer.config.ts')
    .option('--yes', 'store it; without it the plan is shown')
    .addOption(renewerOption('the only one'));
  withAwsOptions(adopt)
    .option('--json', 'write one JSON object instead of text')
    .action(async (folder: string, options: AdoptOptions) => {
      const { runAdopt } = await import('./run.ts');
      process.exitCode = await runAdopt(folder, options, process.env, process);
    });
  withExamples(
    adopt,
    'dnscale-certs adopt --from certbot /etc/letsencrypt',
    'dnscale-certs adopt --from lego .lego --only example.com --yes',
  );
}
