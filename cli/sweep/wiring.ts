/** Puts the sweep's engine and its adapters together. Makes no connection and reads no token. */
import type { SweepPorts } from '../../functions/engine/dns/sweep.ts';
import type { TxtRecords } from '../../functions/engine/ports/dns.ts';
import { wireResolver } from '../dns/wiring.ts';
import { wireCommand } from '../wiring.ts';

export type SweepWiring = { ports: SweepPorts; txtRecords: Pick<TxtRecords, 'removeValue'> };

/** @throws RenewerError `config-invalid` for an environment or a resolver that cannot be used. */
export function wireSweep(
  environment: NodeJS.ProcessEnv,
  { resolvers }: { resolvers?: string[] | undefined },
): SweepWiring {
  const { settings, dnscale } = wireCommand(environment);
  const dns = wireResolver(settings, resolvers);
  return {
    ports: { zones: dnscale, resolver: dns, lookups: dns, delegationZones: settings.delegationZones },
    txtRecords: dnscale,
  };
}
