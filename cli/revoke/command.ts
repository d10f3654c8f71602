/** `dnscale-certs revoke`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { REVOCATION_REASONS } from '../../functions/engine/ports/acme.ts';
import {
  parseCertificateName,
  renewerOption,
  withAwsOptions,
  withExamples,
  withNeeded,
} from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { RevokeOptions } from './run.ts';

const DESCRIPTION =
  'Has a deployed renewer revoke a certificate at its CA. By default it is replaced first: a new certificate with a new key is ' +
  'installed everywhere, and only then the old one is revoked. For a leaked key, --now revokes first. It says what happens and what ' +
  'uses the certificate, asks, and follows the run; Ctrl-C stops the waiting only. Exits with 0 when it is revoked, or when there is ' +
  'nothing to revoke. ' +
  needsText('revoke');

export function addRevokeCommand(program: Command): void {
  const revoke = program
    .command('revoke')
    .summary('have a deployed renewer revoke a certificate')
    .description(DESCRIPTION)
    .argument('<name>', 'the certificate, as status names it', parseCertificateName);
  const reasons = new Option('--reason <word>', 'why (RFC 5280)').choices(Object.keys(REVOCATION_REASONS));
  withNeeded(revoke, reasons)
    .option('--now', 'revoke before there is a replacement: for a leaked key')
    .option('--serial <serial>', 'another one than what is live, by its serial number', parseSerial)
    .option('--yes', 'answer the question with yes, for scripts')
    .addOption(renewerOption('the one that has the certificate'));
  withAwsOptions(revoke)
    .option('--json', 'write one JSON object instead of text')
    .action(async (certificateName: string, options: RevokeOptions) => {
      const { runRevoke } = await import('./run.ts');
      process.exitCode = await runRevoke(certificateName, options, process.env, process);
    });
  withExamples(
    revoke,
    'dnscale-certs revoke example.com --reason superseded',
    'dnscale-certs revoke example.com --reason keyCompromise --now',
  );
}

/** As openssl shows it, too. */
function parseSerial(text: string): string {
  const serial = text.replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]{1,64}$/.test(serial)) return serial;
  throw new InvalidArgumentError('Give a serial number in hexadecimal.');
}
