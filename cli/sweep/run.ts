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
import { confirm, nobodyToAsk, type Streams } from '../questions.ts';
import { listText, outcomeJson, questionText, removalText } from './leftovers-text.ts';
import { wireSweep } from './wiring.ts';

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
): Promise<number> {
  const { ports, txtRecords } = wireSweep(environment, { resolvers: options.resolver });
  const found = await findLeftovers(options.domain, ports, deadlineIn(WORK_MS, systemClock, 'the listing'));
  const tell = (text: string) => void (options.json || streams.stdout.write(text));
  tell(listText(found));

  const finish = (removals: readonly Removal[]) =>
    void (options.json && streams.stdout.write(`${JSON.stringify(outcomeJson(found, removals))}\n`));

  const { length } = found.removable;
  if (length > 0 && !options.yes && !streams.stdin.isTTY) {
    finish([]);
    throw nobodyToAsk('Nothing was removed', '--yes when all of the values may go');
  }
  const removals = (await isAgreed(length, options, streams)) ? await remove(found, txtRecords, tell) : [];
  finish(removals);
  const failed = found.failures.length > 0 || removals.some(({ outcome }) => 'error' in outcome);
  return failed ? 1 : 0;
}

/** The question goes to stderr: stdout may be read by a program. */
async function isAgreed(
  count: number,
  { yes, olderThan }: SweepOptions,
  { stdin, stderr }: Streams,
): Promise<boolean> {
  if (count === 0) return false;
  return yes ?? confirm(questionText(count, olderThan), stdin, stderr);
}

function remove(
  { removable }: Leftovers,
  txtRecords: Pick<TxtRecords, 'removeValue'>,
  tell: (text: string) => void,
): Promise<Removal[]> {
  const deadline = deadlineIn(WORK_MS, systemClock, 'the removal');
  return removeLeftovers(removable, txtRecords, (removal) => tell(removalText(removal)), deadline);
}
