/** `dnscale-certs renew`: the options and their words. What it does is loaded when the command runs, not for its help. */
import type { Command } from 'commander';
import { parseCertificateName, renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { Meant } from './choose.ts';
import type { RenewOptions } from './run.ts';

const DESCRIPTION =
  'Has deployed renewers check certificates now, without the pause that follows a failure. A check renews what is ' +
  'due, installs what is missing and does nothing else; --force issues a new certificate, which counts towards the ' +
  'CA’s limits. Exits with 1 when a check that --wait follows fails. ' +
  needsText('renew');

type Given = RenewOptions & { all?: true; failing?: true };

export function addRenewCommand(program: Command): void {
  const renew = program
    .command('renew')
    .summary('have deployed renewers check certificates now')
    .description(DESCRIPTION)
    .argument('[name...]', 'the certificates, as status names them', parseNames)
    .option('--all', 'all certificates of the renewer')
    .option(
      '--failing',
      'those that a check may mend: expired, revoked, not checked, at risk, or with a last run that failed',
    )
    .option('--force', 'issue new certificates although none is due')
    .option('--wait', 'follow the runs to their end; Ctrl-C stops the waiting only')
    .option('--yes', 'answer the question of --force with yes, for scripts')
    .addOption(renewerOption('the one that has the certificate'));
  withAwsOptions(renew)
    .option('--json', 'write one JSON object instead of text')
    .action(async (names: string[], options: Given, command: Command) => {
      const meant = meantBy(names, options) ?? command.error(WRONG_CHOICE);
      const { runRenew } = await import('./run.ts');
      process.exitCode = await runRenew(meant, options, process.env, process);
    });
  withExamples(renew, 'dnscale-certs renew api.example.org --wait', 'dnscale-certs renew --failing --wait');
}

const WRONG_CHOICE =
  'error: say which certificates: give their names, or --all, or --failing, and one of these only.';

/** Undefined where it is none of the three, or more than one. */
function meantBy(names: string[], { all, failing }: Given): Meant | undefined {
  if (all || failing) {
    if (names.length > 0 || (all && failing)) return undefined;
    return all ? 'all' : 'failing';
  }
  return names.length > 0 ? { names } : undefined;
}

function parseNames(text: string, before: string[] = []): string[] {
  return [...before, parseCertificateName(text)];
}
