/**
 * Lists the values that were left, asks, has them removed and tells the outcome of each. Without a yes, given at a
 * terminal or by `--yes`, it removes nothing.
 */
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import {
  findLeftovers,
  type Leftovers,
  type Removal,
  removeLeftovers,
} from '../../functions/engine/dns/sweep.ts';
import type { TxtRecords } from '../../functions/engine/ports/dns.ts';
import { onInterruption, type SignalHost } from '../interruption.ts';
import { pageOf, say } from '../page.ts';
import { isAgreed, type Streams } from '../questions.ts';
import { interruptedText, listText, outcomeJson, questionText, removalText } from './leftovers-text.ts';
import { type SweepWiring, wireSweep } from './wiring.ts';

export type SweepOptions = {
  domain: string[];
  /** In words: `2 days`. */
  olderThan: string;
  yes?: true;
  resolver?: string[];
  json?: true;
};

/** For the listing, and again for the removal. */
const WORK_MS = 120_000;

/** @returns the exit code. @throws RenewerError `config-invalid`, also where nobody can be asked, and what the listing throws. */
export async function runSweep(
  options: SweepOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  { ports, txtRecords }: SweepWiring = wireSweep(environment, { resolvers: options.resolver }),
  host?: SignalHost,
): Promise<number> {
  const { stdout } = streams;
  const found = await findLeftovers(options.domain, ports, deadlineIn(WORK_MS, systemClock, 'the listing'));
  const finish = (removals: readonly Removal[]) =>
    void (options.json && stdout.write(`${JSON.stringify(outcomeJson(found, removals))}\n`));
  if (!options.json) stdout.write(`${listText(found, pageOf(stdout))}\n`);

  const { length } = found.removable;
  const asking = {
    yes: options.yes,
    question: () => questionText(length, options.olderThan),
    undone: 'Nothing was removed',
    give: '--yes when all of the values may go',
    unanswered: () => finish([]),
  };
  if (length === 0 || !(await isAgreed(asking, streams))) {
    finish([]);
    return found.failures.length > 0 ? 1 : 0;
  }
  const interruption = onInterruption(() => undefined, host);
  try {
    const tell = (text: string) => void (options.json || say(stdout, text));
    const removals = await remove(found, txtRecords, tell, interruption.signal);
    finish(removals);
    const failed = found.failures.length > 0 || removals.some(({ outcome }) => 'error' in outcome);
    return interruption.exitCode() ?? (failed ? 1 : 0);
  } finally {
    interruption.stop();
  }
}

/** After an interruption, what was not removed has that as its error. */
async function remove(
  { removable }: Leftovers,
  txtRecords: Pick<TxtRecords, 'removeValue'>,
  tell: (text: string) => void,
  interrupted: AbortSignal,
): Promise<Removal[]> {
  const bound = deadlineIn(WORK_MS, systemClock, 'the removal');
  const deadline = { at: bound.at, signal: AbortSignal.any([bound.signal, interrupted]) };
  const removals = await removeLeftovers(
    removable,
    txtRecords,
    (removal) => {
      if (!isInterrupted(removal)) tell(removalText(removal));
    },
    deadline,
  );
  if (removals.some(isInterrupted)) {
    const { length } = removals.filter(({ outcome }) => 'value' in outcome);
    tell(interruptedText(length, removals.length));
  }
  return removals;
}

function isInterrupted({ outcome }: Removal): boolean {
  return 'error' in outcome && outcome.error.code === 'interrupted';
}
