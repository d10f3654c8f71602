/**
 * The rule for RRsets whose name servers are all silent. Where other authoritative servers answer, these servers are
 * down and the values stay unpropagated. Where none answers, port 53 is closed here, or IPv6 is missing: time is then the only
 * measure.
 */
import type { NameServerAddress } from '../ports/dns.ts';
import type { RunEvent } from '../ports/events.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { elapsedMs, type PropagationWait } from './propagation-wait.ts';
import { onlyFamily } from './within-reach.ts';

export interface ClosedPortRule {
  /** For an RRset whose servers are all silent; once applied, it holds for the rest of the wait. */
  applyTo(rrset: WatchedRrset): void;
  /** Whether port 53 was found closed. */
  isClosed(): boolean;
}

export function createClosedPortRule(wait: PropagationWait): ClosedPortRule {
  const { resolver, clock, emit, progress, closedPortWaitMs } = wait;
  const appliedTo = new Set<WatchedRrset>();
  /** One answer serves all RRsets: it is about this network, not about a zone. */
  const answers = new Map<string, Promise<boolean>>();
  let isClosed = false;

  function canAskAuthorities({ name, zoneName }: WatchedRrset, servers: readonly NameServerAddress[]) {
    const family = onlyFamily(servers) ?? 'any';
    const known = answers.get(family);
    if (known) return known;
    const asked = resolver.canAskAuthorities(zoneName, servers, wait.polling);
    answers.set(family, asked);
    asked.then(
      (canAsk) => canAsk || emit(portClosed(name, servers, closedPortWaitMs)),
      () => undefined,
    );
    return asked;
  }

  async function waitFixedTime(rrset: WatchedRrset): Promise<void> {
    const servers = [...rrset.standings.values()].map(({ server }) => server);
    if (await canAskAuthorities(rrset, servers)) return;
    isClosed = true;
    const untilOver = { at: wait.deadline.at, signal: wait.polling.signal };
    await clock.sleep(Math.max(0, closedPortWaitMs - elapsedMs(wait)), untilOver);
    if (progress.isPending(rrset)) progress.finish(rrset);
  }

  return {
    applyTo: (rrset) => {
      if (appliedTo.has(rrset)) return;
      appliedTo.add(rrset);
      waitFixedTime(rrset).catch(progress.fail);
    },
    isClosed: () => isClosed,
  };
}

function portClosed(
  subject: string,
  servers: readonly NameServerAddress[],
  closedPortWaitMs: number,
): RunEvent {
  const family = onlyFamily(servers);
  const cause =
    family === 'IPv6'
      ? `This network reaches no name server over IPv6, and those of the zone have no other addresses.`
      : 'This network lets no DNS questions out (port 53 is closed): neither the name servers of the zone nor those of its ' +
        'parents answer.';
  const message =
    `${cause} The TXT values cannot be watched from here, so the CA is asked after ${closedPortWaitMs / 1000} s, whether they ` +
    `are there or not. ${family === 'IPv6' ? 'Give this network IPv6' : 'Open port 53 (UDP and TCP) outwards'} to have it watched.`;
  return { event: 'warning', subject, message };
}
