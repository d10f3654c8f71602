/** What the parts of one wait for propagation share. Only `progress` changes after the wait begins. */
import { remainingMs } from '../deadline.ts';
import type { Resolver } from '../ports/dns.ts';
import type { RunEvent } from '../ports/events.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { type Progress, type Rrset, trackProgress } from './propagation-progress.ts';

export type PropagationTimes = {
  /** Longest wait until every name server shows every value, in milliseconds: a cap, not a pause. */
  timeoutMs: number;
  /** How long to wait where no authoritative server at all can be asked from here (port 53 is closed). */
  closedPortWaitMs: number;
  /** Longest pause between two questions to one name server about one name, where few names are waited for. @default 2000 */
  longestPauseMs?: number | undefined;
};

export type PropagationRequest = PropagationTimes & {
  rrsets: readonly Rrset[];
  resolver: Resolver;
  /** The domains that DNScale's name servers are named in. @default - not known */
  nameServerDomains?: readonly string[] | undefined;
  clock: Clock;
  /** The run's. The wait ends at this or after `timeoutMs`, whichever comes first. */
  deadline: Deadline;
  emit: (event: RunEvent) => void;
  /** Called once for an RRset, as soon as it is propagated; MUST keep to the run's deadline by itself. */
  onPropagated?: ((rrset: Rrset) => Promise<void>) | undefined;
};

export type PropagationWait = Omit<PropagationRequest, 'rrsets' | 'onPropagated'> & {
  progress: Progress;
  startedAt: Date;
  /** How long the name servers are asked at the most. */
  pollingMs: number;
  /** The end of the polling; its signal aborts when the wait is over, too. */
  polling: Deadline;
};

export function beginWait(
  { rrsets, onPropagated, ...request }: PropagationRequest,
  isOver: AbortSignal,
): PropagationWait {
  const { clock, deadline, timeoutMs } = request;
  const startedAt = clock.now();
  const pollingMs = Math.min(timeoutMs, remainingMs(deadline, clock));
  return {
    ...request,
    progress: trackProgress(rrsets, onPropagated),
    startedAt,
    pollingMs,
    polling: {
      at: new Date(startedAt.getTime() + pollingMs),
      signal: AbortSignal.any([deadline.signal, isOver]),
    },
  };
}

export function elapsedMs({ clock, startedAt }: Pick<PropagationWait, 'clock' | 'startedAt'>): number {
  return clock.now().getTime() - startedAt.getTime();
}
