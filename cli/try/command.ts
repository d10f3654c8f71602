/**
 * `dnscale-certs try`: the options and their words. Everything else is loaded when the command runs, not when somebody
 * asks for help.
 */
import { type Command, Option } from 'commander';
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import { KEY_ALGORITHMS } from '../../functions/engine/config/definition.ts';
import { collect, directoryOption, parseEmail, withDomains, withExamples } from '../arguments.ts';
import type { TryOptions } from './run.ts';

const DESCRIPTION =
  'Runs a whole issuance from here, without AWS, with Let’s Encrypt’s staging unless you say otherwise: ' +
  'preflight, order, TXT values, propagation at every name server, challenges, certificate, clean-up. Shows ' +
  'how long each took. Run again with the same folder, it continues where a run ended, removes what a killed ' +
  'run left, and issues nothing while the certificate is not due. Exits with 0 only when a certificate for ' +
  'exactly these names is on disk. Ctrl-C cleans up.';

export function addTryCommand(program: Command): void {
  const command = program
    .command('try')
    .summary("issue a certificate from here, by default with Let's Encrypt's staging")
    .description(DESCRIPTION);
  withDomains(command, 'a name of the certificate')
    .addOption(directoryOption('staging', 'Clients do not trust staging’s certificates'))
    .option('--accept-tos', "agree to the CA's terms of service; nothing is asked of the CA without it")
    .option('--email <address>', 'contact for the ACME account', parseEmail)
    .option('--out <folder>', 'for state and PEM files (default: dnscale-certs/<first name>)')
    .addOption(
      new Option('--key-algorithm <name>', 'of the certificate’s key')
        .choices(KEY_ALGORITHMS)
        .default(DEFAULTS.keyAlgorithm),
    )
    .option('--profile <name>', 'the certificate profile (default: classic at Let’s Encrypt)')
    .option('--resolver <host[:port]>', 'a recursive resolver to ask; give it again for more', collect)
    .option('--force', 'issue although the certificate in the folder is not due')
    .option('--json', 'write one JSON object for each event instead of text')
    .action(async (options: TryOptions & { acceptTos?: true }, command: Command) => {
      if (!options.acceptTos) command.error(TERMS_NOT_ACCEPTED);
      const { runTry } = await import('./run.ts');
      process.exitCode = await runTry(options, process.env, process);
    });
  withExamples(
    command,
    "dnscale-certs try -d example.com -d '*.example.com' --accept-tos",
    'dnscale-certs try -d example.com --accept-tos --server production --out tls',
  );
}

const TERMS_NOT_ACCEPTED =
  "error: the CA issues only to those who agree to its terms of service. Read them (Let's Encrypt: " +
  'https://letsencrypt.org/repository), then add --accept-tos.';
