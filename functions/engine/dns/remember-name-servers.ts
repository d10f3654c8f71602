/**
 * The preflight asks for a zone's name servers, and so does the wait for propagation: within one run one answer
 * serves both. A question that failed is asked again.
 */
import { memoize } from '../memoize.ts';
import type { Resolver } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** MUST serve one run only, so that a repaired delegation shows in the next. */
export function rememberNameServers<Wrapped extends Pick<Resolver, 'findNameServers'>>(
  resolver: Wrapped,
): Wrapped {
  const findNameServers = memoize(
    (zoneName: string, deadline: Deadline) => resolver.findNameServers(zoneName, deadline),
    { forgetFailed: true },
  );
  return { ...resolver, findNameServers };
}
