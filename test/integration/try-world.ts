/** `dnscale-certs try` in an engine world: the environment and arguments that lead there, and what the command wrote. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../functions/engine/ports/events.ts';
import { documentsIn } from '../support/command-documents.ts';
import type { Ended } from '../support/world/command-line.ts';
import type { EngineWorld } from '../support/world/engine-world.ts';

export function tryEnvironment({ dnscale, pebble }: EngineWorld, changes: NodeJS.ProcessEnv = {}) {
  return {
    DNSCALE_API_URL: dnscale.apiUrl,
    DNSCALE_API_TOKEN: dnscale.addToken(),
    DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
    DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
    DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
    ...changes,
  };
}

export function tryArguments({ dnscale, pebble }: EngineWorld, folder: string, domainNames: string[]) {
  const world = ['--server', pebble.directoryUrl, '--resolver', dnscale.resolverAddress];
  const names = domainNames.flatMap((name) => ['-d', name]);
  return ['try', ...names, '--accept-tos', ...world, '--profile', 'default', '--out', folder];
}

type JsonEvent = { event: string } & Partial<RunEvent> & Record<string, unknown>;

/** The objects that `--json` wrote, one a line. */
export function eventsOf({ stdout }: Ended): JsonEvent[] {
  return documentsIn('try', stdout) as JsonEvent[];
}

export function namesOf(ended: Ended): string[] {
  return eventsOf(ended).map(({ event }) => event);
}

export function readPem(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}
