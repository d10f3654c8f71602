/**
 * One tick of the schedule: sends a message for each certificate that is checked now. These are the certificates that are
 * due for a check, the most urgent first, and those that wait for a new DNScale token, once the secret has one. One more
 * message has the token tried, when its secret has a new version. It never decides about a renewal: the run that the message
 * starts does. Ports only.
 */
import { attempt, errorsOf } from '../attempt.ts';
import type { RenewerError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { TokenVersionSource } from '../ports/dns.ts';
import type { DueIndex, WorkQueue } from '../ports/records.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import type { TokenTrialQueue, TokenTrials } from '../ports/token-trials.ts';
import { rankByUrgency } from '../renewal/rank-by-urgency.ts';
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
  /** Those whose `nextCheckAt` has come, the most urgent first. */
  due: string[];
  /** Also those over the limit, which wait for the next tick. */
  dueCount: number;
  /** Those whose `nextCheckAt` has not come, but that wait for the token that the secret has now. */
  awakenedByToken: string[];
  triesToken: boolean;
  /** Why the token could not be asked for, or only in part: the next tick asks again. @default - it was */
  tokenUnasked?: RenewerError | undefined;
};

/**
 * Sends one message for each certificate that is due; what is over the limit is still due at the next tick. Certificates
 * that are due by the clock go first, and what fails after they were sent is told in the plan and not thrown: Lambda would
 * repeat the whole tick, and send them again.
 *
 * @param limit How many certificates of each kind one tick takes.
 * @throws RenewerError when the certificates that are due cannot be read or sent.
 */
export async function planChecks(ports: PlanPorts, limit: number, deadline: Deadline): Promise<Plan> {
  const now = ports.clock.now();
  const found = await ports.dueIndex.findDue(now, deadline);
  const due = rankByUrgency(found, limit, now);
  await send(due, ports, deadline);
  const readVersion = memoize(() => ports.tokenVersions.readCurrentVersion(deadline));
  const awakened = await attempt(async () => {
    const names = await findAwakenedByToken(ports, readVersion, limit, deadline);
    const further = names.filter((certificateName) => !due.includes(certificateName));
    await send(further, ports, deadline);
    return further;
  }, deadline);
  const trial = await attempt(() => askForTrial(ports, readVersion, now, deadline), deadline);
  const [tokenUnasked] = errorsOf([awakened, trial]);
  return {
    due,
    dueCount: found.length,
    awakenedByToken: 'value' in awakened ? awakened.value : [],
    triesToken: 'value' in trial && trial.value,
    ...(tokenUnasked && { tokenUnasked }),
  };
}

async function send(certificateNames: string[], { queue }: PlanPorts, deadline: Deadline): Promise<void> {
  if (certificateNames.length > 0) await queue.send(certificateNames, deadline);
}

async function findAwakenedByToken(
  ports: PlanPorts,
  readVersion: () => Promise<string>,
  limit: number,
  deadline: Deadline,
): Promise<string[]> {
  const waiting = await ports.dueIndex.findWaitingForToken(limit, deadline);
  if (waiting.length === 0) return [];
  const version = await readVersion();
  return waiting
    .filter(({ seenVersion }) => seenVersion !== version)
    .map(({ certificateName }) => certificateName);
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
