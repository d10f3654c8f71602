/** The resolver of a subcommand. Makes no connection. */
import { systemClock as clock } from '../../functions/engine/deadline.ts';
import { createResolver } from '../../functions/resolver/create-resolver.ts';
import type { CommandEnvironment } from '../environment.ts';

/**
 * @param recursiveServers as `host` or `host:port`. @default - the system's
 * @throws RenewerError `config-invalid` for a resolver that cannot be used.
 */
export function wireResolver(
  { nameServerPort, validatingResolvers, allowPrivateNameServers }: CommandEnvironment,
  recursiveServers: string[] | undefined,
): ReturnType<typeof createResolver> {
  return createResolver({
    clock,
    recursiveServers,
    validatingServers: validatingResolvers,
    nameServerPort,
    allowPrivateNameServers,
  });
}
