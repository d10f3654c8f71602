/**
 * One tick of the schedule: which certificates get a look now. They are those whose time has come, the most
 * urgent first, and those that wait for a new DNScale token once the secret has one. A look is only a message;
 * the run behind it decides. Ports only: nothing here knows a table or a queue.
 */

import type { TokenVersionSource } from '../ports/dns.ts';
import type { DueIndex, WorkQueue } from '../ports/records.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { rankByUrgency } from '../renewal/rank-by-urgency.ts';

export type PlanPorts = {
  dueIndex: DueIndex;
  tokenVersions: TokenVersionSource;
  queue: WorkQueue;
  clock: Pick<Clock, 'now'>;
};

/** The certificates that were sent a message. */
export type Plan = {
  due: string[];
  /** Those that were not due by the clock, but wait for the token that is there now. */
  awakenedByToken: string[];
};

/**
 * Sends one message for each certificate that is due; what is over the limit is still due at the next tick.
 * The clock's certificates go first: a token secret that cannot be looked at must not hold them up.
 *
 * @param limit How many certificates of each kind one tick takes.
 */
export async function planChecks(ports: PlanPorts, limit: number, deadline: Deadline): Promise<Plan> {
  const now = ports.clock.now();
  const due = rankByUrgency(await ports.dueIndex.findDue(now, deadline), limit, now);
  await send(due, ports, deadline);
  const awakened = await findAwakenedByToken(ports, limit, deadline);
  const further = awakened.filter((certificateName) => !due.includes(certificateName));
  await send(further, ports, deadline);
  return { due, awakenedByToken: further };
}

async function send(certificateNames: string[], { queue }: PlanPorts, deadline: Deadline): Promise<void> {
  if (certificateNames.length > 0) await queue.send(certificateNames, deadline);
}

/** The token secret is looked at only while somebody waits for it, and its value never. */
async function findAwakenedByToken(ports: PlanPorts, limit: number, deadline: Deadline): Promise<string[]> {
  const waiting = await ports.dueIndex.findWaitingForToken(limit, deadline);
  if (waiting.length === 0) return [];
  const version = await ports.tokenVersions.readCurrentVersion(deadline);
  return waiting
    .filter(({ seenVersion }) => seenVersion !== version)
    .map(({ certificateName }) => certificateName);
}
