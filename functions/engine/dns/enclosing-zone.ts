/**
 * The zone that a name is in, for an error that lies in the zone: then the mails about its certificates are one. It is asked
 * only once something has failed, and is a guess where the zone's servers say nothing.
 */
import { asRenewerError, RenewerError } from '../errors.ts';
import type { Resolver } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

type Ports = { resolver: Pick<Resolver, 'findNameServers'> };

/** The error with the zone of `name` as its subject; as it is where nobody knows the zone. */
export async function aboutItsZone(
  thrown: unknown,
  name: string,
  ports: Ports,
  deadline: Deadline,
): Promise<unknown> {
  if (!(thrown instanceof RenewerError)) return thrown;
  const zoneName = await findEnclosingZone(name, ports, deadline);
  return zoneName === undefined ? thrown : thrown.about(zoneName);
}

/**
 * The nearest name above that is delegated. Where the one below it gives no answer instead of "no such delegation", that one
 * is the zone: it is delegated to servers that do not know it. A top-level domain is no zone of anybody's here.
 */
async function findEnclosingZone(
  name: string,
  { resolver }: Ports,
  deadline: Deadline,
): Promise<string | undefined> {
  const labels = name.split('.');
  const parents = labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
  const known = await Promise.all(
    parents.map((parent) => resolver.findNameServers(parent, deadline).then(isDelegated, whyNot)),
  );
  deadline.signal.throwIfAborted();
  const nearest = known.indexOf('delegated');
  const below = parents[nearest - 1];
  // Whoever answers for nobody is the resolver itself.
  if (known.every((answer) => answer === 'unanswered')) return parents.at(-1);
  if (nearest === -1 || parents[nearest]?.includes('.') === false) return below;
  return known[nearest - 1] === 'unanswered' ? below : parents[nearest];
}

function isDelegated() {
  return 'delegated' as const;
}

function whyNot(thrown: unknown) {
  const { code, disposition } = asRenewerError(thrown);
  return code === 'not-delegated' && disposition === 'person' ? 'undelegated' : 'unanswered';
}
