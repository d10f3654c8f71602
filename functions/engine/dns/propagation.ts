/**
 * Waits until the TXT values are on every authoritative name server. Each address is asked directly and at its
 * own pace, so that a silent one slows nothing down; a recursive resolver is never asked, for it would keep the
 * "no such name" of a question that came too early. What the answers mean: propagation-verdict.ts.
 */
import pMap from 'p-map';
import { deadlineExceeded, remainingMs } from '../deadline.ts';
import { RenewerError } from '../errors.ts';
import type { Resolver, TxtAnswer } from '../ports/dns.ts';
import type { RunEvent } from '../ports/events.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { propagationTimeout } from './propagation-timeout.ts';
import { areAllSilent, isPropagated, judgeAnswer, type Standing, unheard } from './propagation-verdict.ts';

/** Values of ours that shall be in the RRset at `name`; other values may be there too. Names are canonical. */
export type Rrset = { zoneName: string; name: string; values: string[] };

export type PropagationTimes = {
  /** Longest wait until every name server shows every value: a cap, not a pause. */
  timeoutMs: number;
  /** How long to wait where no authoritative server at all can be asked from here (port 53 is closed). */
  closedPortWaitMs: number;
  /** Longest pause between two questions to one name server. @default 2000 */
  longestPauseMs?: number | undefined;
};

export type PropagationWait = PropagationTimes & {
  rrsets: readonly Rrset[];
  resolver: Resolver;
  clock: Clock;
  /** The run's. Whichever comes first, this or `timeoutMs`, ends the wait. */
  deadline: Deadline;
  emit: (event: RunEvent) => void;
  /** Runs once for an RRset, as soon as it is everywhere; MUST keep to the run's deadline by itself. */
  onPropagated?: ((rrset: Rrset) => Promise<void>) | undefined;
};

const FIRST_PAUSE_MS = 150;
/** Slow growth: the end of a lag of 2 s is seen at most 0.19 s late, of one of 10 s 0.35 s, after 13 and 44 questions. */
const PAUSE_GROWTH = 1.02;
const LONGEST_PAUSE_MS = 2_000;
/** These two bound the open sockets: a certificate may have 100 names in 100 zones, each on eight addresses. */
const QUESTIONS_AT_ONCE_PER_ADDRESS = 8;
const ZONES_AT_ONCE = 8;

/**
 * Resolves when every RRset is everywhere and every `onPropagated` is done; none is under way after it returned.
 * @throws RenewerError `propagation-timeout`; what `findNameServers` throws (`not-delegated`); what
 * `onPropagated` throws.
 */
export async function waitForPropagation(wait: PropagationWait): Promise<void> {
  if (wait.rrsets.length === 0) return;
  const stop = new AbortController();
  const watch = startWatch(wait, stop.signal);
  try {
    pollAll(watch).catch(watch.everywhere.reject);
    await Promise.race([watch.everywhere.promise, expire(watch)]);
    await Promise.all(watch.told);
  } catch (thrown) {
    throw withLaggingServers(thrown, watch);
  } finally {
    stop.abort(deadlineExceeded('the wait for propagation'));
    await Promise.allSettled(watch.told);
  }
}

type Watch = Omit<PropagationWait, 'rrsets'> & {
  startedAt: Date;
  boundMs: number;
  /** The nearer of the two bounds; also aborts when the wait is over. */
  bounded: Deadline;
  rrsets: WatchedRrset[];
  /** Settles when all RRsets are propagated, or with the first error. */
  everywhere: PromiseWithResolvers<void>;
  /** The calls of `onPropagated`. */
  told: Promise<void>[];
  /** Whether authoritative servers can be asked from here; asked once, when all of an RRset's servers are silent. */
  canAsk?: Promise<boolean>;
  /** Port 53 is closed: RRsets whose servers are all silent wait for `closedPortWaitMs` instead. */
  blind: boolean;
};

type WatchedRrset = Rrset & {
  standings: Map<string, Standing>;
  propagated: boolean;
  /** Set once all of its servers were silent: then a closed port is considered. */
  unseen?: Promise<void>;
};

function startWatch(wait: PropagationWait, stopped: AbortSignal): Watch {
  const { clock, deadline, timeoutMs, rrsets } = wait;
  const startedAt = clock.now();
  const boundMs = Math.min(timeoutMs, remainingMs(deadline, clock));
  return {
    ...wait,
    startedAt,
    boundMs,
    bounded: {
      at: new Date(startedAt.getTime() + boundMs),
      signal: AbortSignal.any([deadline.signal, stopped]),
    },
    rrsets: rrsets.map((rrset) => ({ ...rrset, standings: new Map(), propagated: false })),
    everywhere: Promise.withResolvers(),
    told: [],
    blind: false,
  };
}

async function expire(watch: Watch): Promise<never> {
  const { clock, boundMs, bounded, deadline } = watch;
  await clock.sleep(boundMs, bounded);
  // A wait that sees nothing has its own length, and only the run's deadline above it.
  if (watch.blind)
    await clock.sleep(remainingMs(deadline, clock), { at: deadline.at, signal: bounded.signal });
  throw deadlineExceeded('the wait for propagation');
}

async function pollAll(watch: Watch): Promise<void> {
  await findServers(watch);
  const keys = new Set(watch.rrsets.flatMap(({ standings }) => [...standings.keys()]));
  await Promise.all([...keys].map((key) => pollServer(key, watch)));
}

/** Once for each zone. Zones that share a server's address share its polling. */
async function findServers({ rrsets, resolver, bounded }: Watch): Promise<void> {
  const zoneNames = [...new Set(rrsets.map(({ zoneName }) => zoneName))];
  const findThoseOf = async (zoneName: string) => {
    const servers = await resolver.findNameServers(zoneName, bounded);
    for (const { standings } of rrsets.filter((rrset) => rrset.zoneName === zoneName)) {
      for (const server of servers) standings.set(`${server.address} ${server.port}`, unheard(server));
    }
  };
  await pMap(zoneNames, findThoseOf, { concurrency: ZONES_AT_ONCE });
}

/** Asks one address about every RRset that is not everywhere yet, also one that it has shown: it may take it back. */
async function pollServer(key: string, watch: Watch): Promise<void> {
  const longestMs = watch.longestPauseMs ?? LONGEST_PAUSE_MS;
  let pauseMs = Math.min(FIRST_PAUSE_MS, longestMs);
  for (;;) {
    const open = watch.rrsets.filter(({ propagated, standings }) => !propagated && standings.has(key));
    if (open.length === 0) return;
    await askRound(key, open, watch);
    await watch.clock.sleep(pauseMs, watch.bounded);
    pauseMs = Math.min(Math.round(pauseMs * PAUSE_GROWTH), longestMs);
  }
}

/** A few questions at a time. Silence to all of them is silence to the rest: a hundred names wait no longer than one. */
async function askRound(key: string, open: WatchedRrset[], watch: Watch): Promise<void> {
  for (let next = 0; next < open.length; next += QUESTIONS_AT_ONCE_PER_ADDRESS) {
    const batch = open.slice(next, next + QUESTIONS_AT_ONCE_PER_ADDRESS);
    const answers = await Promise.all(batch.map((rrset) => ask(key, rrset, watch)));
    const silence = answers.find(isSilence);
    if (silence === undefined || !answers.every(isSilence)) continue;
    for (const rrset of open.slice(next + batch.length)) record(silence, key, rrset, watch);
    return;
  }
}

async function ask(key: string, rrset: WatchedRrset, watch: Watch): Promise<TxtAnswer | undefined> {
  const server = rrset.standings.get(key)?.server;
  if (server === undefined) return undefined;
  const answer = await watch.resolver.askTxt(server, rrset.name, watch.bounded);
  watch.bounded.signal.throwIfAborted(); // An answer that comes after the end must start nothing.
  record(answer, key, rrset, watch);
  return answer;
}

function isSilence(answer: TxtAnswer | undefined): boolean {
  return answer?.kind === 'failure' && answer.silent === true;
}

function record(answer: TxtAnswer, key: string, rrset: WatchedRrset, watch: Watch): void {
  const before = rrset.standings.get(key);
  if (before === undefined || rrset.propagated) return;
  const now = judgeAnswer(before, answer, rrset.values);
  rrset.standings.set(key, now);
  if (now.verdict !== before.verdict) tellVerdict(rrset, now, watch);
  const standings = [...rrset.standings.values()];
  if (isPropagated(standings)) conclude(rrset, watch);
  else if (areAllSilent(standings)) rrset.unseen ??= waitUnseen(rrset, watch).catch(watch.everywhere.reject);
}

/**
 * All servers of the RRset are silent. Where nobody's servers can be asked, the port is closed and time is all there
 * is to go by; where others answer, these servers are down, and the values stay unpropagated.
 */
async function waitUnseen(rrset: WatchedRrset, watch: Watch): Promise<void> {
  watch.canAsk ??= watch.resolver.canAskAuthorities(rrset.zoneName, watch.bounded);
  if (await watch.canAsk) return;
  if (!watch.blind) watch.emit(portClosed(rrset.name, watch.closedPortWaitMs));
  watch.blind = true;
  const untilStopped = { at: watch.deadline.at, signal: watch.bounded.signal };
  await watch.clock.sleep(Math.max(0, watch.closedPortWaitMs - elapsed(watch)), untilStopped);
  if (!rrset.propagated) passOn(rrset, watch);
}

function portClosed(subject: string, closedPortWaitMs: number): RunEvent {
  const message =
    'This network lets no DNS questions out (port 53 is closed): neither the name servers of the zone nor those of ' +
    `its parents answer. Nobody can watch the TXT values appear, so the CA is asked after ${closedPortWaitMs / 1000} s, ` +
    'whether they are there or not. Open port 53 (UDP and TCP) outwards to have it watched.';
  return { event: 'warning', subject, message };
}

function tellVerdict({ name }: Rrset, { server, verdict, detail }: Standing, watch: Watch): void {
  if (verdict === 'unknown') return;
  const { nameServer, address } = server;
  const elapsedMs = elapsed(watch);
  watch.emit({ event: 'propagation-seen', name, nameServer, address, verdict, detail, elapsedMs });
}

function conclude(rrset: WatchedRrset, watch: Watch): void {
  watch.emit({ event: 'propagated', name: rrset.name, elapsedMs: elapsed(watch) });
  passOn(rrset, watch);
}

/** The RRset is done with, as everywhere as it can be seen from here. */
function passOn(rrset: WatchedRrset, watch: Watch): void {
  const { zoneName, name, values } = rrset;
  rrset.propagated = true;
  const told = (async () => watch.onPropagated?.({ zoneName, name, values }))();
  told.catch(watch.everywhere.reject);
  watch.told.push(told);
  if (watch.rrsets.every(({ propagated }) => propagated)) watch.everywhere.resolve();
}

function elapsed({ clock, startedAt }: Watch): number {
  return clock.now().getTime() - startedAt.getTime();
}

function withLaggingServers(thrown: unknown, watch: Watch): unknown {
  const behind = watch.rrsets.filter(({ propagated }) => !propagated);
  const outOfTime = thrown instanceof RenewerError && thrown.code === 'deadline-exceeded';
  if (!outOfTime || behind.length === 0) return thrown;
  const waited = `after ${Math.round(elapsed(watch) / 1000)} s`;
  const bound =
    watch.boundMs < watch.timeoutMs
      ? `${waited}, when the run's time ended (the propagation timeout is ${watch.timeoutMs / 1000} s)`
      : waited;
  const rrsets = behind.map(({ name, standings }) => ({ name, standings: [...standings.values()] }));
  return propagationTimeout(rrsets, bound, thrown);
}
