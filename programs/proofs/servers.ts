/**
 * `npm run proof:servers [-- --renewals N]`: real servers (nginx, HAProxy, Caddy, Postfix) take renewed certificates in a row, by
 * the command and the recipes of docs/servers.md, while they are asked without a pause. Ends with 1 where one fails. It takes the
 * servers from Debian or Ubuntu, and runs as root, which Postfix needs.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '../../test/support/setup/run-command.ts';
import { ensureServerSoftware } from '../../test/support/setup/server-software.ts';
import { type Served, serveRenewals } from './served-renewals.ts';
import type { ServerName } from './server-recipes.ts';
import { brokenServers, serversPage } from './servers-page.ts';
import { startServersWorld } from './servers-world.ts';
import { verifyUnits } from './systemd-units.ts';

const { values } = parseArgs({
  options: { renewals: { type: 'string', default: '8' }, connections: { type: 'string', default: '20' } },
});
const SERVERS: ServerName[] = ['nginx', 'haproxy', 'haproxy by its socket', 'caddy', 'postfix'];
const progress = (line: string) => console.error(line);
const environment = await ensureServerSoftware(['nginx', 'haproxy', 'socat', 'caddy', 'postfix'], progress);
const cli = await runCommand('aws', ['--version'], { timeoutMs: 30_000 });
if (!cli.ok)
  throw new Error(
    `The AWS CLI is missing, which pull.sh needs (${cli.reason}): install it, and start again.`,
  );
await verifyUnits();
const world = await startServersWorld();
const served: Served[] = [];
try {
  const load = {
    environment,
    renewals: Number(values.renewals),
    connections: Number(values.connections),
    progress,
  };
  // One after the other, so that each has the machine for itself.
  for (const server of SERVERS) {
    progress(`${server}:`);
    served.push(...(await serveRenewals(world, { ...load, servers: [server] })));
  }
  progress('nginx, by the script that needs the AWS CLI alone:');
  const byScript = await serveRenewals(world, { ...load, renewals: 2, servers: ['nginx'], by: 'script' });
  served.push(...byScript);
} finally {
  await world.stop();
}
const broken = brokenServers(served);
process.stdout.write(`${[...serversPage(served), ...broken].join('\n')}\n`);
process.exitCode = broken.length > 0 ? 1 : 0;
