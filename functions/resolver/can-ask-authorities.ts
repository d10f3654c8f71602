/**
 * Whether any authoritative server can be asked from here. It tells a network that lets no DNS out from a zone whose
 * own servers are all down; what the servers say does not matter.
 */
import type { Deadline } from '../engine/ports/time.ts';
import { type DelegationSource, findNameServers } from './name-servers.ts';

/** Of each parent zone's servers this many are asked at once. */
const MOST_PARENT_SERVERS = 3;

/**
 * Asks servers of all the parent zones at once: those of the nearest may be down together with the zone's own. True
 * when in doubt (no parent is found): the caller takes false for a closed port, and then no longer watches.
 */
export async function canAskAuthorities(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<boolean> {
  // The first server that is heard ends the questions to all others.
  const heard = new AbortController();
  const bounded = { at: deadline.at, signal: AbortSignal.any([deadline.signal, heard.signal]) };
  const wereAsked = await Promise.all(
    parentsOf(zoneName).map((parent) => listenTo(parent, source, bounded, heard)),
  );
  deadline.signal.throwIfAborted();
  return heard.signal.aborted || !wereAsked.includes(true);
}

/** `a.b.example.com`: `b.example.com`, `example.com`, `com`. */
function parentsOf(zoneName: string): string[] {
  const labels = zoneName.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}

/** False when there was nobody to ask, or no need to hear them out. */
async function listenTo(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
  heard: AbortController,
): Promise<boolean> {
  const question = { name: zoneName, type: 'SOA', recursionDesired: false } as const;
  try {
    const servers = await findNameServers(zoneName, source, deadline);
    const asked = servers.slice(0, MOST_PARENT_SERVERS).map(async ({ address, port }) => {
      const outcome = await source.exchange({ host: address, port }, question, deadline);
      if ('reply' in outcome || !outcome.silent) heard.abort();
    });
    await Promise.all(asked);
    return true;
  } catch {
    return false;
  }
}
