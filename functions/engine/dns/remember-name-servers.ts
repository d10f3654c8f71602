/**
 * A zone's name servers are asked for by the preflight and again by the wait for propagation: within one run one
 * answer serves both. A question that failed is asked again.
 */
import { memoize } from '../memoize.ts';
import type { Resolver } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** Made anew for every run: a delegation that was repaired shows in the next one. */
export function rememberNameServers<Wrapped extends Pick<Resolver, 'findNameServers'>>(
  resolver: Wrapped,
): Wrapped {
  const findNameServers = memoize(
    (zoneName: string, deadline: Deadline) => resolver.findNameServers(zoneName, deadline),
    { forgetFailed: true },
  );
  return { ...resolver, findNameServers };
}
