/** `dnscale-certs init`: the options and their words. What it does is loaded when the command runs, not for its help. */
import type { Command } from 'commander';
import { DOCS_URL } from '../../functions/engine/config/docs-url.ts';
import { collect, directoryOption, domainOption, withExamples } from '../arguments.ts';
import type { InitOptions } from './run.ts';

const DESCRIPTION =
  'Writes a folder that deploys: a CDK app with a renewer and its first certificate, or, with --own-stack, the lines for a stack ' +
  'that you have. The CA is Let’s Encrypt unless --server says otherwise; of several in one app see ' +
  `${DOCS_URL}/guides/another-ca.md. ` +
  'At a terminal it asks for what is missing; it has doctor examine the names when it gets a DNScale token, ' +
  'and offers to store that as `token set` does. It overwrites no file and deploys nothing. Exits with 1 when doctor finds ' +
  'something in the way; what was to be written is written all the same.';

export function addInitCommand(program: Command): void {
  const init = program
    .command('init')
    .summary('write a CDK app with a renewer and a certificate, ready to deploy')
    .description(DESCRIPTION)
    .addOption(domainOption('a name of the certificate'))
    .option('--email <address>', 'who gets a mail when the certificate needs somebody')
    .option(
      '--region <region>',
      'the AWS region of the stack; give it again for others whose ACM gets the certificate (default: what cdk finds)',
      collect,
    )
    .addOption(directoryOption('production', 'All certificates of the app are its'))
    .option('--accept-tos', 'agree to the CA’s terms of service')
    .option('--own-stack', 'show the lines for a CDK stack that you have, and write nothing')
    .option('--out <folder>', 'to write into', 'certificates')
    .option('--yes', 'ask nothing: what is not given has its default')
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: InitOptions) => {
      const { runInit } = await import('./run.ts');
      process.exitCode = await runInit(options, process.env, process);
    });
  withExamples(
    init,
    'dnscale-certs init',
    'dnscale-certs init -d example.com --email ops@example.com --accept-tos',
  );
}
