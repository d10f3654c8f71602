/**
 * The preflight asks for a zone's name servers and its delegation, and so does the wait for propagation: within one run one
 * answer serves both. A question that failed is asked again.
 */
import { memoize } from '../memoize.ts';
import type { NameServerAddress, Resolver } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** MUST serve one run only, so that a repaired delegation shows in the next. */
export function rememberNameServers<Wrapped extends Pick<Resolver, 'findNameServers' | 'readDelegation'>>(
  resolver: Wrapped,
): Wrapped {
  const findNameServers = memoize(
    (zoneName: string, deadline: Deadline) => resolver.findNameServers(zoneName, deadline),
    { forgetFailed: true },
  );
  // What was found follows from the zone's name too.
  const readDelegation = memoize(
    (zoneName: string, found: NameServerAddress[], deadline: Deadline) =>
      resolver.readDelegation(zoneName, found, deadline),
    { forgetFailed: true },
  );
  return { ...resolver, findNameServers, readDelegation };
}
