/** Writes the app's configuration for a local world: the file that users edit, with the world's addresses. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenewerInput } from '../../../functions/engine/config/renewer-config.ts';
import type { LocalWorld } from './local-world.ts';

export type LocalConfigChanges = Partial<Omit<RenewerInput, 'certificates'>> &
  Pick<RenewerInput, 'certificates'>;

type NameServers = Pick<LocalWorld['dnscale'], 'apiUrl' | 'dnsPort' | 'resolverAddress'>;

/** What leads a renewer to DNScale and the name servers of a local world. */
export function worldSettings(dnscale: NameServers): Pick<RenewerInput, 'dnscale' | 'dns'> {
  return {
    dnscale: { apiUrl: dnscale.apiUrl },
    dns: {
      resolvers: [dnscale.resolverAddress],
      validatingResolvers: [dnscale.resolverAddress],
      nameServerPort: dnscale.dnsPort,
      nameServerDomains: ['dnscale.test'],
      allowPrivateNameServers: true,
    },
  };
}

/** Returns the path of the file that it wrote into `folder`. */
export async function writeLocalConfig(
  folder: string,
  { dnscale, pebble }: Pick<LocalWorld, 'dnscale' | 'pebble'>,
  changes: LocalConfigChanges,
): Promise<string> {
  const config: RenewerInput = {
    alertEmail: 'operator@example.com',
    termsOfServiceAgreed: true,
    certificateAuthority: pebble.directoryUrl,
    ...worldSettings(dnscale),
    schedule: { everyMinutes: 1 },
    ...changes,
  };
  const path = join(folder, 'renewer.config.mjs');
  await writeFile(path, `export default ${JSON.stringify(config, null, 2)};\n`);
  return path;
}
