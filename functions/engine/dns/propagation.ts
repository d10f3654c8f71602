/**
 * Waits until the TXT values are on every authoritative name server. propagation-polling.ts asks, propagation-verdict.ts
 * judges the answers, and propagation-closed-port.ts decides where no server can be asked.
 */
import { deadlineExceeded, remainingMs } from '../deadline.ts';
import { RenewerError } from '../errors.ts';
import type { TxtAnswer } from '../ports/dns.ts';
import { type ClosedPortRule, createClosedPortRule } from './propagation-closed-port.ts';
import { pollNameServers } from './propagation-polling.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { propagationTimeout } from './propagation-timeout.ts';
import { areAllSilent, isPropagated, judgeAnswer, type Standing } from './propagation-verdict.ts';
import { beginWait, elapsedMs, type PropagationRequest, type PropagationWait } from './propagation-wait.ts';

/**
 * Resolves when every RRset is propagated and every `onPropagated` is done; none is under way after it returned.
 * @throws RenewerError `propagation-timeout`; what `findNameServers` throws (`not-delegated`); what
 * `onPropagated` throws.
 */
export async function waitForPropagation(request: PropagationRequest): Promise<void> {
  if (request.rrsets.length === 0) return;
  const over = new AbortController();
  const wait = beginWait(request, over.signal);
  const closedPort = createClosedPortRule(wait);
  const { progress } = wait;
  try {
    pollNameServers(wait, (rrset, address, answer) =>
      recordAnswer(rrset, address, answer, wait, closedPort),
    ).catch(progress.fail);
    await Promise.race([progress.allFinished, expire(wait, closedPort)]);
    await Promise.all(progress.callbacks());
  } catch (thrown) {
    throw withLaggingServers(thrown, wait);
  } finally {
    over.abort(deadlineExceeded('the wait for propagation'));
    await Promise.allSettled(progress.callbacks());
  }
}

async function expire(wait: PropagationWait, closedPort: ClosedPortRule): Promise<never> {
  const { clock, pollingMs, polling, deadline } = wait;
  await clock.sleep(pollingMs, polling);
  // Behind a closed port, the fixed time counts instead, and only the run's deadline bounds it.
  if (closedPort.isClosed()) {
    await clock.sleep(remainingMs(deadline, clock), { at: deadline.at, signal: polling.signal });
  }
  throw deadlineExceeded('the wait for propagation');
}

function recordAnswer(
  rrset: WatchedRrset,
  address: string,
  answer: TxtAnswer,
  wait: PropagationWait,
  closedPort: ClosedPortRule,
): void {
  const before = rrset.standings.get(address);
  if (before === undefined || !wait.progress.isPending(rrset)) return;
  const now = judgeAnswer(before, answer, rrset.values);
  rrset.standings.set(address, now);
  if (now.verdict !== before.verdict) tellVerdict(rrset, now, wait);
  const standings = [...rrset.standings.values()];
  if (isPropagated(standings)) {
    wait.emit({ event: 'propagated', name: rrset.name, elapsedMs: elapsedMs(wait) });
    wait.progress.finish(rrset);
  } else if (areAllSilent(standings)) {
    closedPort.applyTo(rrset);
  }
}

function tellVerdict({ name }: WatchedRrset, { server, verdict, detail }: Standing, wait: PropagationWait) {
  if (verdict === 'unknown') return;
  const { nameServer, address } = server;
  wait.emit({
    event: 'propagation-seen',
    name,
    nameServer,
    address,
    verdict,
    detail,
    elapsedMs: elapsedMs(wait),
  });
}

/** Where the wait ran out of time, the error says which servers lag. */
function withLaggingServers(thrown: unknown, wait: PropagationWait): unknown {
  const { pollingMs, timeoutMs } = wait;
  const pending = wait.progress.pending();
  const isOutOfTime = thrown instanceof RenewerError && thrown.code === 'deadline-exceeded';
  if (!isOutOfTime || pending.length === 0) return thrown;
  const waited = `after ${Math.round(elapsedMs(wait) / 1000)} s`;
  const bound =
    pollingMs < timeoutMs
      ? `${waited}, when the run's time ended (the propagation timeout is ${timeoutMs / 1000} s)`
      : waited;
  const rrsets = pending.map(({ zoneName, name, standings }) => ({
    zoneName,
    name,
    standings: [...standings.values()],
  }));
  return propagationTimeout(rrsets, bound, thrown, wait.nameServerDomains);
}
