/**
 * Renewals in a row, pulled to real servers while they are asked without a pause: how many requests failed, and whether each new
 * certificate was served. Postfix is asked by STARTTLS after each, without load.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../functions/engine/deadline.ts';
import { createProber } from '../../functions/tls/prober.ts';
import { noDeadline } from '../../test/support/builders.ts';
import { onFreePorts } from '../../test/support/world/ports.ts';
import { hostEnvironment, startProcess, waitUntilReady } from '../../test/support/world/processes.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { type Load, type RunningLoad, startLoad } from './server-load.ts';
import { RECIPES, type ServerName } from './server-recipes.ts';
import { pull, pullByScript, type ServersWorld } from './servers-world.ts';

export type Served = Load & {
  server: ServerName;
  /** Of the certificates, the first and each renewed one: `bring` waits until one is served. */
  issued: string[];
  /** What a new connection is presented at the end. */
  lastSerial: string | undefined;
};

export type ServedOptions = {
  /** With which the servers' commands start: `ensureServerSoftware`. */
  environment: Record<string, string>;
  servers: readonly ServerName[];
  renewals: number;
  /** At a time, to each server. */
  connections: number;
  /** Between the requests of one of them, for a machine that has other work. @default 0 */
  pauseMs?: number;
  /** `script`: examples/servers/pull.sh. @default 'command' */
  by?: 'command' | 'script';
  progress?: (line: string) => void;
};

const READY_MS = 20_000;
/** A reload takes less than a second, on a machine that has nothing else to do. */
const SERVED_MS = 20_000;
/** Under load with each certificate, so that a reload has requests before it and behind it. */
const BETWEEN_MS = 400;

export async function serveRenewals(world: ServersWorld, options: ServedOptions): Promise<Served[]> {
  const { environment, connections, pauseMs = 0, progress = () => {} } = options;
  const app = createServer((_, answer) => answer.end('hello\n')).listen(0, '127.0.0.1');
  const server = await world.openServer();
  const places: Place[] = [];
  try {
    const issued = [await world.renew()];
    const appPort = (app.address() as AddressInfo).port;
    for (const name of options.servers) {
      const place = await startPlace(name, {
        environment,
        appPort,
        server,
        resolverAddress: world.resolverAddress,
        options,
      });
      places.push(place);
      place.load =
        name === 'postfix'
          ? undefined
          : startLoad({ port: place.port, rootPem: world.rootPem, connections, pauseMs });
    }
    for (let count = 1; count <= options.renewals; count += 1) {
      await sleep(BETWEEN_MS);
      const serial = await world.renew();
      issued.push(serial);
      await Promise.all(places.map((place) => bring(place, serial)));
      progress(`renewal ${count} of ${options.renewals}: ${serial} is served`);
    }
    await sleep(BETWEEN_MS);
    return await Promise.all(places.map((place) => judge(place, issued)));
  } finally {
    await Promise.all(places.map(({ stop }) => stop()));
    app.close();
  }
}

type Place = {
  name: ServerName;
  port: number;
  load?: RunningLoad | undefined;
  pull(): Promise<void>;
  presented(): Promise<string | undefined>;
  stop(): Promise<void>;
};

type Start = {
  environment: Record<string, string>;
  appPort: number;
  server: NodeJS.ProcessEnv;
  resolverAddress: string;
  options: ServedOptions;
};

/** With the certificate that is live, which a first pull brings before the server starts. */
async function startPlace(
  name: ServerName,
  { environment, appPort, server, resolverAddress, options }: Start,
): Promise<Place> {
  const folder = await makeTemporaryFolder('server');
  const out = join(folder, 'certs');
  await mkdir(out);
  const own = { ...hostEnvironment(folder), ...environment };
  const start = async ([port = 0, other = 0, third = 0]: number[]) => {
    const find = (command: string) => findIn(own.PATH ?? '', command);
    const prepared = await RECIPES[name]({ folder, out, ports: [port, other, third], appPort, find });
    const PATH = [join(folder, 'bin'), own.PATH].join(delimiter);
    const puller = options.by === 'script' ? pullByScript : pull;
    const bringIt = async (hook: string) => {
      const { exitCode, stderr, stdout } = await puller(out, hook, { ...server, ...own, PATH });
      if (exitCode !== 0) throw new Error(`pull for ${name} ended with ${exitCode}: ${stderr}${stdout}`);
    };
    await bringIt('');
    const { command, args, hook, stop } = prepared;
    const running = startProcess({ name, command, args, environment: own, folder });
    const presented = serialReader(name, port, resolverAddress);
    const end = async () => {
      if (stop !== undefined) spawnSync('/bin/sh', ['-c', stop], { env: own, timeout: 10_000 });
      await running.stop();
    };
    try {
      await waitUntilReady(running, () => expectPresented(presented), { name, timeoutMs: READY_MS });
    } catch (error) {
      await end();
      throw error;
    }
    return {
      name,
      port,
      presented,
      pull: () => bringIt(hook),
      stop: () => end().then(() => removeFolder(folder)),
    };
  };
  return onFreePorts(3, start).catch(async (error) => {
    await removeFolder(folder);
    throw error;
  });
}

function findIn(path: string, command: string): string {
  const folder = path.split(delimiter).find((one) => existsSync(join(one, command)));
  if (folder === undefined) throw new Error(`there is no ${command} on PATH`);
  return join(folder, command);
}

async function expectPresented(presented: () => Promise<string | undefined>): Promise<void> {
  if ((await presented()) === undefined) throw new Error('it presents no certificate');
}

async function bring(place: Place, serial: string): Promise<void> {
  await place.pull();
  const giveUpAt = Date.now() + SERVED_MS;
  while ((await place.presented()) !== serial) {
    if (Date.now() > giveUpAt)
      throw new Error(`${place.name} does not serve ${serial} after ${SERVED_MS} ms`);
    await sleep(50);
  }
}

async function judge({ name, load, presented }: Place, issued: string[]): Promise<Served> {
  const seen = (await load?.end()) ?? { answered: 0, failures: {}, serials: {} };
  return { ...seen, server: name, issued, lastSerial: await presented() };
}

/** By a connection of its own, as a probe of the product sees it. */
function serialReader(name: ServerName, port: number, resolverAddress: string) {
  const protocol = name === 'postfix' ? 'smtp' : 'tls';
  const resolvers = [resolverAddress];
  const prober = createProber({ clock: systemClock, allowPrivateOrigins: true, resolvers });
  return async (): Promise<string | undefined> => {
    const answer = await prober.probe({ host: 'www.example.com', port, protocol }, noDeadline());
    return 'leaf' in answer ? answer.leaf.serial : undefined;
  };
}
