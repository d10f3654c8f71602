/**
 * `dnscale-certs doctor`: the options and their words. The engine examines and judges; its modules are loaded when the
 * command runs, not for its help.
 */
import type { Command } from 'commander';
import { collect, directoryOption, withDomains, withExamples } from '../arguments.ts';
import type { DoctorOptions } from './run.ts';

const DESCRIPTION =
  'Tells everything that can be known before an order is spent: the names, the token, the zones and their ' +
  'delegation, the name servers, DNSSEC, CNAME delegation, CAA, values that were left, the CA and its ' +
  'profile. It takes ten seconds at most and changes nothing. Exits with 0 when nothing fails and token, zones, ' +
  'name servers and CA could all be asked, with 1 otherwise.';

export function addDoctorCommand(program: Command): void {
  const doctor = program
    .command('doctor')
    .summary('tell what would stand in the way of a certificate; changes nothing')
    .description(DESCRIPTION);
  withDomains(doctor, 'a name of the certificate')
    .addOption(
      directoryOption(
        'production',
        'The default differs from the one of `try`: the doctor examines what will be deployed',
      ),
    )
    .option('--profile <name>', 'the certificate profile (default: classic at Let’s Encrypt)')
    .option('--resolver <host[:port]>', 'a recursive resolver to ask; give it again for more', collect)
    .option('--json', 'write one JSON object instead of text')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./run.ts');
      process.exitCode = await runDoctor(options, process.env, process);
    });
  withExamples(
    doctor,
    "dnscale-certs doctor -d example.com -d '*.example.com'",
    'dnscale-certs doctor -d example.com --server google --json',
  );
}
