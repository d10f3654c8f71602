/**
 * The rule for RRsets whose name servers are all silent. Where other authoritative servers answer, these servers are
 * down and the values stay unpropagated. Where none answers, port 53 is closed here: time is then the only measure.
 */
import type { RunEvent } from '../ports/events.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { elapsedMs, type PropagationWait } from './propagation-wait.ts';

export interface ClosedPortRule {
  /** For an RRset whose servers are all silent; once applied, it holds for the rest of the wait. */
  applyTo(rrset: WatchedRrset): void;
  /** Whether port 53 was found closed. */
  isClosed(): boolean;
}

export function createClosedPortRule(wait: PropagationWait): ClosedPortRule {
  const { resolver, clock, emit, progress, closedPortWaitMs } = wait;
  const appliedTo = new Set<WatchedRrset>();
  let canAskAuthorities: Promise<boolean> | undefined;
  let isClosed = false;

  async function waitFixedTime(rrset: WatchedRrset): Promise<void> {
    // One answer serves all RRsets: it is about this network, not about a zone.
    canAskAuthorities ??= resolver.canAskAuthorities(rrset.zoneName, wait.polling);
    if (await canAskAuthorities) return;
    if (!isClosed) emit(portClosed(rrset.name, closedPortWaitMs));
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

function portClosed(subject: string, closedPortWaitMs: number): RunEvent {
  const message =
    'This network lets no DNS questions out (port 53 is closed): neither the name servers of the zone nor those of ' +
    `its parents answer. The TXT values cannot be watched from here, so the CA is asked after ${closedPortWaitMs / 1000} s, ` +
    'whether they are there or not. Open port 53 (UDP and TCP) outwards to have it watched.';
  return { event: 'warning', subject, message };
}
