/**
 * Waits until the TXT values are on every authoritative name server. Each address is asked directly and at its
 * own pace, so that a silent one slows nothing down; a recursive resolver is never asked, for it would keep the
 * "no such name" of a question that came too early. What the answers mean: propagation-verdict.ts.
 */
import pMap from 'p-map';
import { deadlineExceeded, remainingMs } from '../deadline.ts';
import { RenewerError } from '../errors.ts';
import type { RunEvent } from '../events.ts';
import type { Clock, Deadline, Resolver, TxtAnswer } from '../ports.ts';
import { propagationTimeout } from './propagation-timeout.ts';
import { isPropagated, judgeAnswer, type Standing, unheard } from './propagation-verdict.ts';

/** Values of ours that shall be in the RRset at `name`; other values may be there too. Names are canonical. */
export type Rrset = { zoneName: string; name: string; values: string[] };

export type PropagationWait = {
  rrsets: readonly Rrset[];
  resolver: Resolver;
  clock: Clock;
  /** The run's. Whichever comes first, this or `timeoutMs`, ends the wait. */
  deadline: Deadline;
  timeoutMs: number;
  emit: (event: RunEvent) => void;
  /** Runs once for an RRset, as soon as it is everywhere; MUST keep to the run's deadline by itself. */
  onPropagated?: ((rrset: Rrset) => Promise<void>) | undefined;
};

const FIRST_PAUSE_MS = 250;
/** Slow growth: the end of a lag of 2 s is seen at most half a second late. */
const PAUSE_GROWTH = 1.15;
const MAX_PAUSE_MS = 2_000;
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
};

type WatchedRrset = Rrset & { standings: Map<string, Standing>; propagated: boolean };

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
  };
}

async function expire({ clock, boundMs, bounded }: Watch): Promise<never> {
  await clock.sleep(boundMs, bounded);
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

/** Asks one address about every RRset that it has not shown in full yet. */
async function pollServer(key: string, watch: Watch): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = nextPause(pauseMs)) {
    const open = watch.rrsets.filter(({ propagated, standings }) => {
      const standing = standings.get(key);
      return !propagated && standing !== undefined && standing.verdict !== 'complete';
    });
    if (open.length === 0) return;
    await askRound(key, open, watch);
    await watch.clock.sleep(pauseMs, watch.bounded);
  }
}

function nextPause(pauseMs: number): number {
  return Math.min(Math.round(pauseMs * PAUSE_GROWTH), MAX_PAUSE_MS);
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
  if (isPropagated([...rrset.standings.values()])) conclude(rrset, watch);
}

function tellVerdict({ name }: Rrset, { server, verdict, detail }: Standing, watch: Watch): void {
  if (verdict === 'unknown') return;
  const { nameServer, address } = server;
  const elapsedMs = elapsed(watch);
  watch.emit({ event: 'propagation-seen', name, nameServer, address, verdict, detail, elapsedMs });
}

function conclude(rrset: WatchedRrset, watch: Watch): void {
  const { zoneName, name, values } = rrset;
  rrset.propagated = true;
  watch.emit({ event: 'propagated', name, elapsedMs: elapsed(watch) });
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
