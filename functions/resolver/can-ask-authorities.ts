/**
 * Whether we can reach any authoritative server from here. It tells a network that lets no DNS out from a zone whose
 * own servers are all down; what the servers say does not matter.
 */
import type { Deadline } from '../engine/ports/time.ts';
import { type DelegationSource, findNameServers } from './name-servers.ts';

/** How many servers of each parent zone are asked at once. */
const MOST_PARENT_SERVERS = 3;

/**
 * Asks servers of all parent zones at once: those of the nearest parent may be down together with the zone's own. True
 * when in doubt (no parent is found): the caller takes false for a closed port and stops watching.
 */
export async function canAskAuthorities(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
): Promise<boolean> {
  // The first answer ends the questions to all other servers.
  const answered = new AbortController();
  const bounded = { at: deadline.at, signal: AbortSignal.any([deadline.signal, answered.signal]) };
  const wereAsked = await Promise.all(
    parentsOf(zoneName).map((parent) => askServersOf(parent, source, bounded, answered)),
  );
  deadline.signal.throwIfAborted();
  return answered.signal.aborted || !wereAsked.includes(true);
}

/** `a.b.example.com`: `b.example.com`, `example.com`, `com`. */
function parentsOf(zoneName: string): string[] {
  const labels = zoneName.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}

/** True when all servers were asked to the end; false when none was found, or an answer elsewhere ended the questions. */
async function askServersOf(
  zoneName: string,
  source: DelegationSource,
  deadline: Deadline,
  answered: AbortController,
): Promise<boolean> {
  const question = { name: zoneName, type: 'SOA', recursionDesired: false } as const;
  try {
    const servers = await findNameServers(zoneName, source, deadline);
    const asked = servers.slice(0, MOST_PARENT_SERVERS).map(async ({ address, port }) => {
      const outcome = await source.exchange({ host: address, port }, question, deadline);
      if ('reply' in outcome || !outcome.silent) answered.abort();
    });
    await Promise.all(asked);
    return true;
  } catch {
    return false;
  }
}
