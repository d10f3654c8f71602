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
import { confirm } from './confirm.ts';
import {
  type Answer,
  listText,
  NOT_ASKED,
  outcomeJson,
  questionText,
  removalText,
} from './leftovers-text.ts';
import { wireSweep } from './wiring.ts';

export type SweepOptions = {
  domain: string[];
  /** In words: `2 days`. */
  olderThan: string;
  yes?: true;
  resolver?: string[];
  json?: true;
};

export type Streams = {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

/** For the listing, and again for the removal. */
const WORK_MS = 120_000;

/** @returns the exit code. @throws RenewerError `config-invalid`, and what the listing of the zones throws. */
export async function runSweep(
  options: SweepOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
): Promise<number> {
  const { ports, txtRecords } = wireSweep(environment, { resolvers: options.resolver });
  const found = await findLeftovers(options.domain, ports, deadlineIn(WORK_MS, systemClock, 'the listing'));
  const tell = (text: string) => void (options.json || streams.stdout.write(text));
  tell(listText(found));

  const answer = await ask(options, found, streams);
  const removals = answer === 'yes' ? await remove(found, txtRecords, tell) : [];
  if (answer === 'not asked') streams.stderr.write(NOT_ASKED);
  if (options.json) streams.stdout.write(`${JSON.stringify(outcomeJson(found, removals))}\n`);
  const failed = found.failures.length > 0 || removals.some(({ outcome }) => 'error' in outcome);
  return failed || answer === 'not asked' ? 1 : 0;
}

/** The question goes to stderr: stdout may be read by a program. */
async function ask(
  { yes, olderThan }: SweepOptions,
  { removable }: Leftovers,
  { stdin, stderr }: Streams,
): Promise<Answer> {
  if (removable.length === 0) return 'no';
  if (yes) return 'yes';
  if (!stdin.isTTY) return 'not asked';
  return (await confirm(questionText(removable.length, olderThan), stdin, stderr)) ? 'yes' : 'no';
}

function remove(
  { removable }: Leftovers,
  txtRecords: Pick<TxtRecords, 'removeValue'>,
  tell: (text: string) => void,
): Promise<Removal[]> {
  const deadline = deadlineIn(WORK_MS, systemClock, 'the removal');
  return removeLeftovers(removable, txtRecords, (removal) => tell(removalText(removal)), deadline);
}
