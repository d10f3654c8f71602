/**
 * The first 15 minutes, which README.md alone has: its lines, and how they lead to a local world in place of DNScale, Let's
 * Encrypt and AWS. Nothing is taken away from a line; what the world needs is added at its end or after it. Pure.
 */
import { fileURLToPath } from 'node:url';
import { worldSettings } from './local-config.ts';
import type { LocalWorld } from './local-world.ts';

export type AppWorld = {
  dnscale: Pick<LocalWorld['dnscale'], 'apiUrl' | 'dnsPort' | 'resolverAddress'>;
  pebble: Pick<LocalWorld['pebble'], 'caCertificatePath' | 'directoryUrl'>;
};

const HEADING = '## The first 15 minutes';
const POINT_APP = fileURLToPath(new URL('./point-app.mjs', import.meta.url));

/** What a person types, a line each. @throws Error without them: else nothing would be played. */
export function readFirstMinutes(readme: string): string[] {
  const [, section = ''] = readme.split(`\n${HEADING}\n`);
  const [, block = ''] = /^```sh\n(.*?)^```$/ms.exec(section.split('\n## ')[0] ?? '') ?? [];
  const lines = block.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error(`README.md has no commands under "${HEADING}"`);
  return lines;
}

/** For doctor, try and npm: where the parts of the world are. */
export function worldVariables({ dnscale, pebble }: AppWorld): Record<string, string> {
  return {
    DNSCALE_API_URL: dnscale.apiUrl,
    DNSCALE_NAME_SERVER_PORT: String(dnscale.dnsPort),
    DNSCALE_NAME_SERVER_DOMAINS: 'dnscale.test',
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: 'true',
    DNSCALE_CERTS_VALIDATING_RESOLVERS: dnscale.resolverAddress,
    NODE_EXTRA_CA_CERTS: pebble.caCertificatePath,
  };
}

/** What to type in place of a line. @param more further settings of the renewer in the app that `init` writes. */
export function inWorld(line: string, { dnscale, pebble }: AppWorld, more: object = {}): string[] {
  const [command = '', comment = ''] = line.split(/(?=\s+#)/);
  const ca = ` --server ${pebble.directoryUrl} --resolver ${dnscale.resolverAddress}`;
  if (command.includes('dnscale-certs doctor')) return [command + ca + comment];
  if (command.includes('dnscale-certs try')) return [`${command}${ca} --profile default${comment}`];
  if (!command.includes('dnscale-certs init')) return [line];
  const [, folder = 'certificates'] = /--out (\S+)/.exec(command) ?? [];
  const settings = { ...worldSettings(dnscale), ...more };
  return [
    // With a token init has doctor ask the resolver of this machine, which knows nothing of the world.
    `DNSCALE_API_TOKEN= DNSCALE_API_TOKEN_FILE= ${command} --server ${pebble.directoryUrl}${comment}`,
    `node ${inShell(POINT_APP)} ${folder}/app.js ${inShell(JSON.stringify(settings))}`,
  ];
}

export function inShell(text: string): string {
  return /^[\w.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
