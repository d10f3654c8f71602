/** `dnscale-certs dashboard`: the options and their words. What it does is loaded when the command runs, not for its help. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { renewerOption, withAwsOptions, withExamples } from '../arguments.ts';
import { needsText } from '../aws-permissions.ts';
import type { DashboardOptions } from './run.ts';

const DESCRIPTION =
  'A page in the browser with all certificates of the renewers that are deployed in an AWS region: what needs you, each life ' +
  'on one axis of time, the steps on the way to where it is served, and the command that helps. This command serves it, to ' +
  'this machine alone and with your AWS credentials, until Ctrl-C, which ends it with 130. It deploys and changes nothing, and ' +
  'asks AWS only while the page is open. --demo shows a recorded fleet, without AWS. ' +
  needsText('dashboard');

export function addDashboardCommand(program: Command): void {
  const dashboard = program
    .command('dashboard')
    .summary('a page with all certificates of a deployed renewer')
    .description(DESCRIPTION)
    .addOption(renewerOption('all of the region'));
  withAwsOptions(dashboard)
    .addOption(
      new Option('--port <number>', 'the port of 127.0.0.1 (default: a free one)').argParser(parsePort),
    )
    .option('--no-open', 'open no browser')
    .option('--demo', 'show a recorded fleet, without AWS')
    .action(async (options: DashboardOptions) => {
      const { runDashboard } = await import('./run.ts');
      process.exitCode = await runDashboard(options, process.env, process);
    });
  withExamples(
    dashboard,
    'dnscale-certs dashboard --demo',
    'dnscale-certs dashboard --region eu-central-1 --port 8080 --no-open',
  );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('Give a number from 1 to 65535.');
}
