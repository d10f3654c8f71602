/**
 * Which addresses this host can reach at all. When every address of one family (IPv4 or IPv6) is silent, and the other family is
 * heard, it is this host's network that lacks it: the CA may well reach those, so nothing is held against them. Pure.
 */
import type { NameServerAddress } from '../ports/dns.ts';

type AtServer = { server: NameServerAddress };

/** All of them when none is heard. */
export function withinReach<Item extends AtServer>(
  items: readonly Item[],
  isSilent: (item: Item) => boolean,
): Item[] {
  const families = [...Map.groupBy(items, ({ server }) => server.address.includes(':')).values()];
  const heard = families.filter((family) => !family.every(isSilent));
  return heard.length === 0 ? [...items] : heard.flat();
}

/** The family that all these addresses are of; undefined when they are of both. */
export function onlyFamily(
  servers: readonly Pick<NameServerAddress, 'address'>[],
): 'IPv4' | 'IPv6' | undefined {
  const families = new Set(servers.map(({ address }) => (address.includes(':') ? 'IPv6' : 'IPv4')));
  const [family, ...others] = families;
  return others.length === 0 ? family : undefined;
}
