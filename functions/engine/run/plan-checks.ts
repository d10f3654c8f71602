/**
 * One tick of the schedule: sends a message for each certificate that is checked now. These are the certificates that are
 * due for a check, the most urgent first, and those that wait for a new DNScale token, once the secret has one. One more
 * message has the token tried, when its secret has a new version. It never decides about a renewal: the run that the message
 * starts does. Ports only.
 */
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
};

/**
 * Sends one message for each certificate that is due; what is over the limit is still due at the next tick. Certificates
 * that are due by the clock go first: a token secret that cannot be read must not hold them up.
 *
 * @param limit How many certificates of each kind one tick takes.
 */
export async function planChecks(ports: PlanPorts, limit: number, deadline: Deadline): Promise<Plan> {
  const now = ports.clock.now();
  const found = await ports.dueIndex.findDue(now, deadline);
  const due = rankByUrgency(found, limit, now);
  await send(due, ports, deadline);
  const readVersion = memoize(() => ports.tokenVersions.readCurrentVersion(deadline));
  const awakened = await findAwakenedByToken(ports, readVersion, limit, deadline);
  const further = awakened.filter((certificateName) => !due.includes(certificateName));
  await send(further, ports, deadline);
  const tried = await ports.tokenTrials.readTried(deadline);
  const triesToken = isTrialDue(tried, await readVersion(), now);
  if (triesToken) await ports.queue.sendTokenTrial(deadline);
  return { due, dueCount: found.length, awakenedByToken: further, triesToken };
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
