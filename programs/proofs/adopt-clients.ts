/** Real clients, each of which issues two certificates from Pebble into a folder of its own. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ensureLego5, findLego4 } from '../../test/support/real-clients/lego.ts';
import { runCommand } from '../../test/support/setup/run-command.ts';
import { ensureRealClients } from '../../test/support/setup/tools.ts';
import type { EngineWorld } from '../../test/support/world/engine-world.ts';

export const REAL_CLIENTS = ['certbot', 'lego-4', 'lego-5'] as const;

export type RealClient = (typeof REAL_CLIENTS)[number];

/** What each of them gets: two names, and a wildcard first. */
export const ISSUED = [
  ['example.com', 'www.example.com'],
  ['*.example.org', 'example.org'],
];

const ISSUING_MS = 3 * 60_000;
const RUN_CERTBOT = 'import sys; from certbot.main import main; sys.exit(main(sys.argv[1:]))';

export type ClientRun = {
  world: EngineWorld;
  /** Of all that it writes; its own folder is `client` in it. */
  folder: string;
  /** Publishes TXT values for lego. */
  hook: string;
  progress(line: string): void;
};

/** @returns the client's folder. */
export async function issueWith(client: RealClient, run: ClientRun): Promise<string> {
  const folder = join(run.folder, 'client');
  for (const domainNames of ISSUED) {
    if (client === 'certbot')
      await certbot(run, [...certonly(run), ...domainNames.flatMap((one) => ['-d', one])]);
    else await lego(client, run, folder, domainNames);
  }
  return folder;
}

/** certbot in that folder, with any arguments. */
export async function certbot({ world, folder }: ClientRun, args: string[]): Promise<void> {
  const places = ['config-dir', 'work-dir', 'logs-dir'].flatMap((name, place) => [
    `--${name}`,
    join(folder, ['client', 'work', 'logs'][place] ?? ''),
  ]);
  const python = await ensureRealClients();
  await expectDone('certbot', python, ['-I', '-c', RUN_CERTBOT, ...args, '--non-interactive', ...places], {
    REQUESTS_CA_BUNDLE: world.pebble.caCertificatePath,
  });
}

function certonly({ world, folder }: ClientRun): string[] {
  return [
    ...[
      'certonly',
      '--agree-tos',
      '--register-unsafely-without-email',
      '--server',
      world.pebble.directoryUrl,
    ],
    ...['--authenticator', 'dns-dnscale', '--dns-dnscale-credentials', join(folder, 'dnscale.ini')],
    ...['--dns-dnscale-propagation-seconds', '0', '--preferred-profile', 'default'],
  ];
}

async function lego(
  client: 'lego-4' | 'lego-5',
  { world, hook, progress }: ClientRun,
  folder: string,
  domainNames: string[],
): Promise<void> {
  const common = [
    ...['--path', folder, '--server', world.pebble.directoryUrl, '--email', 'op@example.com', '--accept-tos'],
    ...['--dns', 'exec', '--dns.resolvers', world.dnscale.resolverAddress],
    ...domainNames.flatMap((name) => ['-d', name]),
  ];
  const [command, args] =
    client === 'lego-4'
      ? [await findLego4(), [...common, '--dns.disable-cp', 'run']]
      : [await ensureLego5(progress), ['run', ...common, '--dns.propagation.disable-ans']];
  await expectDone(client, command, args, {
    LEGO_CA_CERTIFICATES: world.pebble.caCertificatePath,
    EXEC_PATH: hook,
    EXEC_POLLING_INTERVAL: '1',
    EXEC_SEQUENCE_INTERVAL: '1',
  });
}

async function expectDone(name: string, command: string, args: string[], more: NodeJS.ProcessEnv) {
  const environment = { ...process.env, ...more };
  const { ok, output, reason } = await runCommand(command, args, { timeoutMs: ISSUING_MS, environment });
  if (!ok) throw new Error(`${name} failed (${reason}). Its output:\n${output}`);
}

/** certbot's token, and a program that lego calls to publish a value. */
export async function prepare(world: EngineWorld, folder: string): Promise<{ hook: string; server: Server }> {
  for (const zone of ['example.com', 'example.org']) world.dnscale.addZone(zone);
  const apiUrl = world.dnscale.apiUrl.replace(/\/v1$/, '');
  const ini = `dns_dnscale_api_token = ${world.dnscale.addToken()}\ndns_dnscale_api_url = ${apiUrl}\n`;
  await writeFile(join(folder, 'dnscale.ini'), ini, { mode: 0o600 });
  const server = createServer(({ url = '' }, answer) => {
    const [, act, name = '', content = ''] = url.split('/').map(decodeURIComponent);
    const owner = name.replace(/\.$/, '');
    const zone = owner.split('.').slice(-2).join('.');
    const relative = owner.slice(0, -zone.length - 1);
    if (act === 'present') world.dnscale.addRecord(zone, { name: relative, type: 'TXT', content });
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hook = join(folder, 'hook');
  const ask = `require('node:http').get('http://127.0.0.1:${port}/' + process.argv.slice(2).map(encodeURIComponent).join('/'));`;
  await writeFile(hook, `#!${process.execPath}\n${ask}\n`, { mode: 0o700 });
  return { hook, server };
}
