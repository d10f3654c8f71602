/**
 * A zone's name servers are asked for by the preflight and again by the wait for propagation: within one run one
 * answer serves both. A question that failed is asked again.
 */
import type { NameServerAddress, Resolver } from '../ports/dns.ts';

/** Made anew for every run: a delegation that was repaired shows in the next one. */
export function rememberNameServers<Wrapped extends Pick<Resolver, 'findNameServers'>>(
  resolver: Wrapped,
): Wrapped {
  const remembered = new Map<string, Promise<NameServerAddress[]>>();
  return {
    ...resolver,
    findNameServers: (zoneName, deadline) => {
      const known = remembered.get(zoneName);
      if (known) return known;
      const asked = resolver.findNameServers(zoneName, deadline);
      remembered.set(zoneName, asked);
      asked.catch(() => remembered.delete(zoneName));
      return asked;
    },
  };
}
