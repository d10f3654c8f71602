/** `dnscale-certs alert`: the options and their words. What it does is loaded when the command runs, not for its help. */
import type { Command } from 'commander';
import { renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { AlertTestOptions } from './run.ts';

const DESCRIPTION =
  'Has a deployed renewer send three test mails, one of each severity, the way its real ones go: by its notify function and the ' +
  'topic of its alerts. It says who gets them, and who has not confirmed the subscription. Exits with 1 when a mail could not be ' +
  'sent, and when somebody who is to get it does not. ' +
  needsText('alert test');

export function addAlertCommand(program: Command): void {
  const alert = program.command('alert').summary('the mails of a deployed renewer');
  const test = alert
    .command('test')
    .summary('have a deployed renewer send a test mail of each severity')
    .description(DESCRIPTION)
    .addOption(renewerOption('all of the region'));
  withAwsOptions(test)
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: AlertTestOptions) => {
      const { runAlertTest } = await import('./run.ts');
      process.exitCode = await runAlertTest(options, process.env, process);
    });
  withExamples(test, 'dnscale-certs alert test', 'dnscale-certs alert test --renewer DnscaleCerts --json');
}
