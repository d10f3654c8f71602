/** The operator's command. It knows its subcommands, and which exit code each end gets; they do the rest. */

import { Command, CommanderError } from 'commander';
import { DOCS_URL } from '../functions/engine/config/docs-url.ts';
import { expectVerifiedTls } from '../functions/engine/config/verified-tls.ts';
import { ownValue } from '../functions/engine/own-value.ts';
import packageJson from '../package.json' with { type: 'json' };
import { addAdoptCommand } from './adopt/command.ts';
import { addAdviseCommand } from './advise/command.ts';
import { addAlertCommand } from './alert/command.ts';
import { addDashboardCommand } from './dashboard/command.ts';
import { addDoctorCommand } from './doctor/command.ts';
import { endProcess, failWith } from './exit.ts';
import { addInitCommand } from './init/command.ts';
import { addLogsCommand } from './logs/command.ts';
import { addPullCommand } from './pull/command.ts';
import { addRemoveCommand } from './remove/command.ts';
import { addRenewCommand } from './renew/command.ts';
import { addRevokeCommand } from './revoke/command.ts';
import { addStatusCommand } from './status/command.ts';
import { addSweepCommand } from './sweep/command.ts';
import { guardOutput } from './terminal.ts';
import { addTokenCommand } from './token/command.ts';
import { addTryCommand } from './try/command.ts';

const DESCRIPTION =
  'Certificates by ACME DNS-01 for zones at DNScale, from this machine. What is deployed to AWS renews by ' +
  'itself; this command tells what stands in its way, tries an issuance without AWS, stores the token there, and shows and ' +
  'renews what is deployed.\n\n' +
  'Environment, as lego’s users know it: DNSCALE_API_TOKEN or DNSCALE_API_TOKEN_FILE, DNSCALE_API_URL, and ' +
  'in seconds DNSCALE_HTTP_TIMEOUT, DNSCALE_POLLING_INTERVAL, DNSCALE_PROPAGATION_TIMEOUT, DNSCALE_TTL. ' +
  'DNSCALE_CERTS_EAB_KID and DNSCALE_CERTS_EAB_HMAC_KEY are the external account for a CA that wants one. ' +
  'NODE_EXTRA_CA_CERTS names a file of CAs to trust besides the usual ones. Exit codes: 0 done, 1 not done, ' +
  `2 called wrongly. More: ${DOCS_URL}/command.md`;

/** Ends the process, with its exit code. `argv` as Node gives it. */
export async function main(argv: string[]): Promise<void> {
  guardOutput(process.stdout, process.stderr);
  // A reader that has seen enough (`| head`) must not end a run half-way, while TXT values are published.
  process.stdout.on('error', () => undefined);
  try {
    await createProgram(argv[2]).parseAsync(argv);
  } catch (thrown) {
    // Commander has already written its message.
    if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? 0 : 2;
    else failWith(thrown);
  }
  await endProcess();
}

const SUBCOMMANDS: Readonly<Record<string, (program: Command) => void>> = {
  doctor: addDoctorCommand,
  try: addTryCommand,
  sweep: addSweepCommand,
  advise: addAdviseCommand,
  init: addInitCommand,
  token: addTokenCommand,
  status: addStatusCommand,
  dashboard: addDashboardCommand,
  renew: addRenewCommand,
  revoke: addRevokeCommand,
  remove: addRemoveCommand,
  pull: addPullCommand,
  adopt: addAdoptCommand,
  alert: addAlertCommand,
  logs: addLogsCommand,
};

/** @param first argument: where it names a subcommand, no other one is made. @default - all of them */
export function createProgram(first?: string): Command {
  const program = new Command('dnscale-certs').description(DESCRIPTION).exitOverride();
  program.version(packageJson.version, '--version', 'show the version of this command');
  program.showHelpAfterError('--help shows the options and two examples.');
  program.hook('preAction', () => expectVerifiedTls(process.env));
  const asked = first === undefined ? undefined : ownValue(SUBCOMMANDS, first);
  // They take `exitOverride` over from the program when they are added.
  for (const add of asked ? [asked] : Object.values(SUBCOMMANDS)) add(program);
  return program;
}
