/** The questions of a wait for propagation to one address: a few at a time, each answer told at once. */
import type { TxtAnswer } from '../ports/dns.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import type { PropagationWait } from './propagation-wait.ts';

/** Told of every answer; `address` is a key of the RRset's standings. */
export type OnAnswer = (rrset: WatchedRrset, address: string, answer: TxtAnswer) => void;

/** Bounds the open sockets, with as many again for the lead. */
const QUESTIONS_AT_ONCE_PER_ADDRESS = 8;

/**
 * Silence to all that are asked at once is silence to the rest: a hundred names wait no longer than one.
 * @returns how many were asked.
 */
export async function askInTurn(
  address: string,
  rrsets: WatchedRrset[],
  wait: PropagationWait,
  onAnswer: OnAnswer,
): Promise<number> {
  for (let next = 0; next < rrsets.length; next += QUESTIONS_AT_ONCE_PER_ADDRESS) {
    const batch = rrsets.slice(next, next + QUESTIONS_AT_ONCE_PER_ADDRESS);
    const answers = await Promise.all(batch.map((rrset) => ask(address, rrset, wait, onAnswer)));
    const silence = answers.find(isSilence);
    if (silence === undefined || !answers.every(isSilence)) continue;
    for (const rrset of rrsets.slice(next + batch.length)) onAnswer(rrset, address, silence);
    return next + batch.length;
  }
  return rrsets.length;
}

async function ask(
  address: string,
  rrset: WatchedRrset,
  { resolver, clock, polling }: PropagationWait,
  onAnswer: OnAnswer,
): Promise<TxtAnswer | undefined> {
  const before = rrset.standings.get(address);
  if (before === undefined) return undefined;
  const askedAtMs = clock.now().getTime();
  rrset.askedAtMs.set(address, askedAtMs);
  const answer = await resolver.askTxt(before.server, rrset.name, polling);
  polling.signal.throwIfAborted(); // An answer that comes after the end must start nothing.
  // A round and the lead may ask at the same time. What one of them has heard since counts, and two failures at once are one. Of
  // two answers the one to the later question counts, whichever comes first.
  const isOutdated =
    answer.kind === 'failure'
      ? rrset.standings.get(address) !== before
      : (rrset.answeredOfMs.get(address) ?? askedAtMs) > askedAtMs;
  if (isOutdated) return answer;
  if (answer.kind === 'answer') rrset.answeredOfMs.set(address, askedAtMs);
  onAnswer(rrset, address, answer);
  return answer;
}

function isSilence(answer: TxtAnswer | undefined): boolean {
  return answer?.kind === 'failure' && answer.silent === true;
}
