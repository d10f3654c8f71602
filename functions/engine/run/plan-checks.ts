/**
 * One tick of the schedule: sends a message for each certificate that is checked now. These are the certificates that are
 * due for a check, the most urgent first, and those that wait for a new DNScale token, once the secret has one. One more
 * message has the token tried, when its secret has a new version. It never decides about a renewal: the run that the message
 * starts does. Ports only.
 */
import { attempt, errorsOf } from '../attempt.ts';
import type { TickLimits } from '../config/limits.ts';
import type { RenewerError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { TokenVersionSource } from '../ports/dns.ts';
import type { DueIndex, WorkQueue } from '../ports/records.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { TokenTrialQueue, TokenTrials } from '../ports/token-trials.ts';
import { rankByUrgency } from '../renewal/rank-by-urgency.ts';
import { shareOutChecks } from '../renewal/share-out-checks.ts';
import { isTrialDue } from '../token/token-trial.ts';

export type PlanPorts = {
  dueIndex: DueIndex;
  tokenVersions: TokenVersionSource;
  tokenTrials: Pick<TokenTrials, 'readTried'>;
  queue: WorkQueue & TokenTrialQueue;
  clock: Pick<Clock, 'now'>;
};

/** What was sent. */
export type Plan = {
  /** Those whose `nextCheckAt` has come and whose renewal may be due, the most urgent first. */
  due: string[];
  /** How many others whose `nextCheckAt` has come. */
  others: number;
  /** Of all whose `nextCheckAt` has come, also those over the limits, which wait for the next tick. */
  dueCount: number;
  /** Those whose `nextCheckAt` has not come, but that wait for the token that the secret has now. */
  awakenedByToken: string[];
  triesToken: boolean;
  /** Why the token could not be asked for, or only in part: the next tick asks again. @default - it was */
  tokenUnasked?: RenewerError | undefined;
};

/**
 * Sends one message for each certificate that is due; what is over the limits is still due at the next tick. Certificates
 * that are due by the clock go first, and what fails after they were sent is told in the plan and not thrown: Lambda would
 * repeat the whole tick, and send them again. Those whose renewal may be due come to the queue at once, all others one by one:
 * what comes meanwhile never waits behind all of them.
 *
 * @throws RenewerError when the certificates that are due cannot be read or sent.
 */
export async function planChecks(ports: PlanPorts, limits: TickLimits, deadline: Deadline): Promise<Plan> {
  const { queue } = ports;
  const now = ports.clock.now();
  const found = await ports.dueIndex.findDue(now, deadline);
  const { renewals: due, others } = shareOutChecks(found, limits, now);
  if (due.length > 0) await queue.send(due, deadline);
  if (others.length > 0) await queue.send(others, deadline, limits.pauseMs);
  const readVersion = memoize(() => ports.tokenVersions.readCurrentVersion(deadline));
  const awakened = await attempt(async () => {
    const names = await findAwakenedByToken(ports, readVersion, limits, now, deadline);
    const sent = new Set([...due, ...others]);
    const further = names.filter((certificateName) => !sent.has(certificateName));
    if (further.length > 0) await queue.send(further, deadline, limits.pauseMs);
    return further;
  }, deadline);
  const trial = await attempt(() => askForTrial(ports, readVersion, now, deadline), deadline);
  const [tokenUnasked] = errorsOf([awakened, trial]);
  return {
    due,
    others: others.length,
    dueCount: found.length,
    awakenedByToken: 'value' in awakened ? awakened.value : [],
    triesToken: 'value' in trial && trial.value,
    ...(tokenUnasked && { tokenUnasked }),
  };
}

/** The most urgent first: a token that was wrong for long may hold back a whole fleet. */
async function findAwakenedByToken(
  ports: PlanPorts,
  readVersion: () => Promise<string>,
  { checks: most, failedMs, tickMs }: TickLimits,
  now: Date,
  deadline: Deadline,
): Promise<string[]> {
  const waiting = await ports.dueIndex.findWaitingForToken(now, deadline);
  if (waiting.length === 0) return [];
  const version = await readVersion();
  const awakened = waiting.filter(({ seenVersion }) => seenVersion !== version);
  return rankByUrgency(awakened, { most, failedMs, tickMs }, now);
}

async function askForTrial(
  { tokenTrials, queue }: PlanPorts,
  readVersion: () => Promise<string>,
  now: Date,
  deadline: Deadline,
): Promise<boolean> {
  const tried = await tokenTrials.readTried(deadline);
  if (!isTrialDue(tried, await readVersion(), now)) return false;
  await queue.sendTokenTrial(deadline);
  return true;
}
