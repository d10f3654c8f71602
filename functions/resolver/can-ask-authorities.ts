/**
 * Whether we can reach any authoritative server from here. It tells a network that lets no DNS out, or has no IPv6, from a zone
 * whose own servers are all down; what the servers say does not matter.
 */
import { isIPv6 } from 'node:net';
import type { NameServerAddress } from '../engine/ports/dns.ts';
import type { Deadline } from '../engine/ports/time.ts';
import type { DelegationSource } from './addresses.ts';
import { findAllServers } from './name-servers.ts';
import { hasRouteTo } from './udp.ts';

/** How many servers of each parent zone are asked at once. */
const MOST_PARENT_SERVERS = 3;

/**
 * Asks servers of all parent zones at once, over the families (IPv4, IPv6) that the zone's own servers have: those of the nearest
 * parent may be down together with them. True when in doubt (no parent is found): the caller takes false for a closed port and
 * stops watching.
 * @param silent the zone's own servers.
 */
export async function canAskAuthorities(
  zoneName: string,
  silent: readonly NameServerAddress[],
  source: DelegationSource,
  deadline: Deadline,
): Promise<boolean> {
  if (!(await hasRouteToAny(silent, deadline))) return false;
  // The first answer ends the questions to all other servers.
  const answered = new AbortController();
  const bounded = { at: deadline.at, signal: AbortSignal.any([deadline.signal, answered.signal]) };
  const families = new Set(silent.map(isIPv6Of));
  const isAskedThere = (server: NameServerAddress) => families.has(isIPv6Of(server));
  const wereAsked = await Promise.all(
    parentsOf(zoneName).map((parent) => askServersOf(parent, isAskedThere, source, bounded, answered)),
  );
  deadline.signal.throwIfAborted();
  return answered.signal.aborted || !wereAsked.includes(true);
}

function isIPv6Of({ address }: NameServerAddress): boolean {
  return isIPv6(address);
}

async function hasRouteToAny(servers: readonly NameServerAddress[], deadline: Deadline): Promise<boolean> {
  const routed = await Promise.all(
    servers.map(({ address, port }) => hasRouteTo({ host: address, port }, deadline)),
  );
  return routed.includes(true);
}

/** `a.b.example.com`: `b.example.com`, `example.com`, `com`. */
function parentsOf(zoneName: string): string[] {
  const labels = zoneName.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}

/** True when servers were asked to the end; false when there are none, or an answer elsewhere ended the questions. */
async function askServersOf(
  zoneName: string,
  isAskedThere: (server: NameServerAddress) => boolean,
  source: DelegationSource,
  deadline: Deadline,
  answered: AbortController,
): Promise<boolean> {
  const question = { name: zoneName, type: 'SOA', recursionDesired: false } as const;
  try {
    const servers = (await findAllServers(zoneName, source, deadline)).filter(isAskedThere);
    const asked = servers.slice(0, MOST_PARENT_SERVERS).map(async ({ address, port }) => {
      const outcome = await source.exchange({ host: address, port }, question, deadline);
      if ('reply' in outcome || !outcome.silent) answered.abort();
    });
    await Promise.all(asked);
    return servers.length > 0;
  } catch {
    return false;
  }
}
