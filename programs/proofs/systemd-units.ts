/** Has systemd read the service and the timer of examples/servers. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../../test/support/setup/places.ts';
import { runCommand } from '../../test/support/setup/run-command.ts';

const FOLDER = join(REPOSITORY, 'examples/servers');
const TIMEOUT_MS = 60_000;

/** Throws what systemd finds wrong, or that `systemd-analyze` is missing. */
export async function verifyUnits(): Promise<void> {
  const units = (await readdir(FOLDER)).filter((name) => /\.(service|timer)$/.test(name));
  const paths = units.map((name) => join(FOLDER, name));
  const environment = { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' };
  const verified = await runCommand('systemd-analyze', ['verify', ...paths], {
    timeoutMs: TIMEOUT_MS,
    environment,
  });
  if (verified.ok && verified.output.trim() === '') return;
  throw new Error(
    `systemd-analyze does not take ${units.join(' and ')} (${verified.reason || verified.output.trim()}). ` +
      'If it is missing: apt-get install systemd.',
  );
}
