/** `dnscale-certs remove`: the options and their words. What it does is loaded when the command runs, not for its help. */
import type { Command } from 'commander';
import { parseCertificateName, renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { RemoveOptions } from './run.ts';

const DESCRIPTION =
  'Has a deployed renewer take away what is left of a certificate that nobody declares any more: its copies in ACM, its secret, ' +
  'its live copies in S3 and its record. Shows first what goes and what stays, and asks. What is in use in ACM stays; the ' +
  'archive stays until S3 ends it. Exits with 1 when something stays. ' +
  needsText('remove');

export function addRemoveCommand(program: Command): void {
  const remove = program
    .command('remove')
    .summary('take away what is left of a certificate that nobody declares any more')
    .description(DESCRIPTION)
    .argument('<name>', 'the certificate, as status names it', parseCertificateName)
    .option('--yes', 'answer the question with yes, for scripts')
    .addOption(renewerOption('the one that has it'));
  withAwsOptions(remove)
    .option('--json', 'write one JSON object instead of text')
    .action(async (certificateName: string, options: RemoveOptions) => {
      const { runRemove } = await import('./run.ts');
      process.exitCode = await runRemove(certificateName, options, process.env, process);
    });
  withExamples(
    remove,
    'dnscale-certs remove old.example.com',
    'dnscale-certs remove old.example.com --yes --renewer DnscaleCerts',
  );
}
