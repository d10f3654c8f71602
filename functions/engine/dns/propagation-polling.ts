/**
 * Asks every address of every name server directly, each at its own pace, so that a silent one slows nothing down. It
 * never asks a recursive resolver: that would keep the "no such name" of a question that came too early.
 */
import pMap from 'p-map';
import type { TxtAnswer } from '../ports/dns.ts';
import { findDelegation } from './find-delegation.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { awaitingFirstAnswer } from './propagation-verdict.ts';
import type { PropagationWait } from './propagation-wait.ts';

/** Told of every answer; `address` is a key of the RRset's standings. */
export type OnAnswer = (rrset: WatchedRrset, address: string, answer: TxtAnswer) => void;

const FIRST_PAUSE_MS = 150;
/** With this growth the end of a 2 s lag is seen at most 0.19 s late (13 questions), of a 10 s lag 0.35 s late (44). */
const PAUSE_GROWTH = 1.02;
const LONGEST_PAUSE_MS = 2_000;
/** These two bound the open sockets: a certificate may have 100 names in 100 zones, each on eight addresses. */
const QUESTIONS_AT_ONCE_PER_ADDRESS = 8;
const ZONES_AT_ONCE = 8;

/** Ends when no RRset is pending. @throws what `findNameServers` throws, and the deadline's reason. */
export async function pollNameServers(wait: PropagationWait, onAnswer: OnAnswer): Promise<void> {
  await findServers(wait);
  const addresses = new Set(wait.progress.pending().flatMap(({ standings }) => [...standings.keys()]));
  await Promise.all([...addresses].map((address) => pollAddress(address, wait, onAnswer)));
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
    await askRound(address, pending, wait, onAnswer);
    await wait.clock.sleep(pauseMs, wait.polling);
    pauseMs = Math.min(Math.round(pauseMs * PAUSE_GROWTH), longestMs);
  }
}

/** A few questions at a time. Silence to all of them is silence to the rest: a hundred names wait no longer than one. */
async function askRound(
  address: string,
  pending: WatchedRrset[],
  wait: PropagationWait,
  onAnswer: OnAnswer,
): Promise<void> {
  for (let next = 0; next < pending.length; next += QUESTIONS_AT_ONCE_PER_ADDRESS) {
    const batch = pending.slice(next, next + QUESTIONS_AT_ONCE_PER_ADDRESS);
    const answers = await Promise.all(batch.map((rrset) => ask(address, rrset, wait, onAnswer)));
    const silence = answers.find(isSilence);
    if (silence === undefined || !answers.every(isSilence)) continue;
    for (const rrset of pending.slice(next + batch.length)) onAnswer(rrset, address, silence);
    return;
  }
}

async function ask(
  address: string,
  rrset: WatchedRrset,
  { resolver, polling }: PropagationWait,
  onAnswer: OnAnswer,
): Promise<TxtAnswer | undefined> {
  const server = rrset.standings.get(address)?.server;
  if (server === undefined) return undefined;
  const answer = await resolver.askTxt(server, rrset.name, polling);
  polling.signal.throwIfAborted(); // An answer that comes after the end must start nothing.
  onAnswer(rrset, address, answer);
  return answer;
}

function isSilence(answer: TxtAnswer | undefined): boolean {
  return answer?.kind === 'failure' && answer.silent === true;
}
