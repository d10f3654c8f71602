/**
 * Sees the end of a wait early, at the price of one question at a time. Nothing is over before the slowest value shows at the
 * slowest server. So one open question is enough, the lead: the first RRset that an address lacks, in the order they were written.
 * Once it shows there, the next ones are asked without a pause, four times as many after each round that shows all of its own.
 * Where many appear one by one that makes up to five questions for each of them, and never one for each of each.
 */
import type { TxtAnswer } from '../ports/dns.ts';
import type { WatchedRrset } from './propagation-progress.ts';
import { askInTurn, type OnAnswer } from './propagation-questions.ts';
import type { Standing } from './propagation-verdict.ts';
import { elapsedMs, type PropagationWait } from './propagation-wait.ts';

const FIRST_PAUSE_MS = 51;
/** The end of a 2 s lag is seen at most 0.06 s late (38 questions), of a 10 s lag 0.08 s late (159). */
const PAUSE_SHARE = 1 / 400;
const GROWTH = 4;

type Open = { rrset: WatchedRrset; address: string };

/** Ends when no RRset is pending. @throws the deadline's reason. */
export async function followLead(wait: PropagationWait, onAnswer: OnAnswer): Promise<void> {
  const { progress, clock, polling, longestPauseMs = Infinity } = wait;
  let atOnce = 1;
  const tell: OnAnswer = (rrset, address, answer) => {
    if (!isFurtherFailure(rrset, address, answer)) onAnswer(rrset, address, answer);
  };
  while (progress.pending().length > 0) {
    const asked = openQuestions(wait).slice(0, atOnce);
    await askAll(asked, wait, tell);
    if (asked.length > 0 && asked.every(isShown)) {
      atOnce *= GROWTH;
      continue;
    }
    atOnce = 1;
    const pauseMs = FIRST_PAUSE_MS + elapsedMs(wait) * PAUSE_SHARE;
    await clock.sleep(Math.min(Math.round(pauseMs), longestPauseMs), polling);
  }
}

function openQuestions({ progress }: PropagationWait): Open[] {
  return progress
    .pending()
    .flatMap((rrset) =>
      [...rrset.standings]
        .filter(([, standing]) => mayLead(standing))
        .map(([address]) => ({ rrset, address })),
    );
}

/**
 * One error is often chance: it must not keep the end of a long wait from being seen until the next round. An address that fails
 * again, or is silent, is left to its rounds.
 */
function mayLead({ lacks = false, failuresInARow, silent }: Standing): boolean {
  return lacks && (failuresInARow === 0 || (failuresInARow === 1 && !silent));
}

/** The rounds alone count further failures: the lead asks faster, and would only find an address failing sooner. */
function isFurtherFailure({ standings }: WatchedRrset, address: string, { kind }: TxtAnswer): boolean {
  return kind === 'failure' && (standings.get(address)?.failuresInARow ?? 0) > 0;
}

async function askAll(asked: Open[], wait: PropagationWait, onAnswer: OnAnswer): Promise<void> {
  const byAddress = Map.groupBy(asked, ({ address }) => address);
  await Promise.all(
    [...byAddress].map(([address, open]) =>
      askInTurn(
        address,
        open.map(({ rrset }) => rrset),
        wait,
        onAnswer,
      ),
    ),
  );
}

function isShown({ rrset, address }: Open): boolean {
  return rrset.standings.get(address)?.verdict === 'complete';
}
