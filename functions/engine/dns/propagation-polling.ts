/**
 * Asks every address of every name server directly, each at its own pace, so that a silent one slows nothing down. It
 * never asks a recursive resolver: that would keep the "no such name" of a question that came too early. These rounds see what
 * each server shows; propagation-lead.ts, beside them, sees the end of the wait.
 */
import pMap from 'p-map';
import { findDelegation } from './find-delegation.ts';
import { followLead } from './propagation-lead.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { askInTurn, type OnAnswer } from './propagation-questions.ts';
import { awaitingFirstAnswer } from './propagation-verdict.ts';
import { elapsedMs, type PropagationWait } from './propagation-wait.ts';

/** About an RRset of which the last question to this address failed. Failures count: they are not asked for faster. */
const FIRST_PAUSE_MS = 150;
const PAUSE_GROWTH = 1.02;
const LONGEST_PAUSE_MS = 2_000;
/** About an RRset that the address shows, or lacks: a quarter of the time that has passed, within these bounds. */
const FIRST_SLOW_PAUSE_MS = 250;
const SLOW_PAUSE_SHARE = 1 / 4;
/** No address gets more than 40 questions a second in rounds, however many names there are. */
const PAUSE_PER_QUESTION_MS = 25;
/** Bounds the open sockets: a certificate may have 100 names in 100 zones, each on eight addresses. */
const ZONES_AT_ONCE = 8;

/** Ends when no RRset is pending. @throws what `findNameServers` throws, and the deadline's reason. */
export async function pollNameServers(wait: PropagationWait, onAnswer: OnAnswer): Promise<void> {
  await findServers(wait);
  const addresses = new Set(wait.progress.pending().flatMap(({ standings }) => [...standings.keys()]));
  await Promise.all([
    ...[...addresses].map((address) => pollAddress(address, wait, onAnswer)),
    followLead(wait, onAnswer),
  ]);
}

/** Once for each zone. Zones that share an address share its polling. */
async function findServers({ progress, resolver, polling }: PropagationWait): Promise<void> {
  const rrsets = progress.pending();
  const findServersOf = async (zoneName: string) => {
    const { servers } = await findDelegation(zoneName, resolver, polling);
    for (const { standings } of rrsets.filter((rrset) => rrset.zoneName === zoneName)) {
      for (const server of servers) {
        standings.set(`${server.address} ${server.port}`, awaitingFirstAnswer(server));
      }
    }
  };
  await pMap([...new Set(rrsets.map(({ zoneName }) => zoneName))], findServersOf, {
    concurrency: ZONES_AT_ONCE,
  });
}

/** Asks this address about each pending RRset, even one it has shown: it may take it back. */
async function pollAddress(address: string, wait: PropagationWait, onAnswer: OnAnswer): Promise<void> {
  const longestMs = wait.longestPauseMs ?? LONGEST_PAUSE_MS;
  let pauseMs = Math.min(FIRST_PAUSE_MS, longestMs);
  for (;;) {
    const pending = wait.progress.pending().filter(({ standings }) => standings.has(address));
    if (pending.length === 0) return;
    const asked = await askInTurn(address, dueAt(address, pending, pauseMs, wait), wait, onAnswer);
    const failed = pending.filter((rrset) => isWithoutAnswer(rrset, address)).length;
    await wait.clock.sleep(Math.max(pauseMs, Math.min(asked, failed) * PAUSE_PER_QUESTION_MS), wait.polling);
    pauseMs = Math.min(Math.round(pauseMs * PAUSE_GROWTH), longestMs);
  }
}

/** @param roundMs how far the next round is: what is due before the middle is due now. */
function dueAt(
  address: string,
  pending: WatchedRrset[],
  roundMs: number,
  wait: PropagationWait,
): WatchedRrset[] {
  const { clock, longestPauseMs = LONGEST_PAUSE_MS } = wait;
  const growingMs = Math.max(elapsedMs(wait) * SLOW_PAUSE_SHARE, FIRST_SLOW_PAUSE_MS);
  const leastMs = Math.max(
    Math.min(growingMs, longestPauseMs) - roundMs / 2,
    pending.length * PAUSE_PER_QUESTION_MS,
  );
  const isDue = (rrset: WatchedRrset) =>
    clock.now().getTime() - (rrset.askedAtMs.get(address) ?? -Infinity) >= leastMs;
  return pending.filter((rrset) => isWithoutAnswer(rrset, address) || isDue(rrset));
}

function isWithoutAnswer({ standings }: WatchedRrset, address: string): boolean {
  const verdict = standings.get(address)?.verdict;
  return verdict === 'unknown' || verdict === 'failing';
}
