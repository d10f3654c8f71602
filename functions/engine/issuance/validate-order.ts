/**
 * A pending order (RFC 8555 §7.5.1): publish the TXT values, wait until every name server shows them, answer the
 * challenges, poll until the CA has validated them or given up. It finalizes nothing.
 */
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import type { AcmeServer, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';
import { fetchAuthorizations, type PendingChallenge, pendingChallenges } from './challenges.ts';
import { extraWaitMs } from './extra-wait.ts';
import type { ChallengeTargets, IssuanceJob } from './issuance-job.ts';
import { pollOrder } from './poll-order.ts';
import { tellUnknownStatus } from './unknown-status.ts';

export type ValidatePorts = {
  acme: Pick<AcmeServer, 'getOrder' | 'getAuthorization' | 'respondToChallenge'>;
  solver: Pick<Dns01Solver, 'outstanding' | 'present' | 'waitForPropagation'>;
  clock: Clock;
  events: EventSink;
};

/** The order as soon as it is no longer pending. */
export async function validateOrder(
  order: Order,
  targets: ChallengeTargets,
  job: IssuanceJob,
  ports: ValidatePorts,
): Promise<Order> {
  const { deadline } = job;
  const authorizations = await fetchAuthorizations(order, ports.acme, deadline);
  for (const authorization of authorizations) tellUnknownStatus(authorization, ports.events);
  await solve(pendingChallenges(authorizations, targets), job, ports);
  return pollOrder(order.url, ['pending'], { ...ports, deadline });
}

/** Publishes all values, then answers the challenges of each RRset as soon as every name server shows it. */
async function solve(challenges: PendingChallenge[], job: IssuanceJob, ports: ValidatePorts): Promise<void> {
  if (challenges.length === 0) return;
  const { solver, acme, events } = ports;
  const { claim, deadline, steps } = job;
  const records = challenges.map(({ record }) => record);
  steps.enter('present');
  await claim.write({ txtRecords: [...solver.outstanding(), ...records] }, deadline);
  await solver.present(records, deadline);
  steps.enter('waitForPropagation');
  const answer = async ({ name, zoneName }: { name: string; zoneName: string }) => {
    await waitExtra(name, zoneName, job, ports);
    for (const { record, challengeUrl, domainName } of challenges) {
      if (record.name !== name) continue;
      await acme.respondToChallenge(challengeUrl, deadline);
      events.emit({ event: 'challenge-answered', domainName });
    }
  };
  await solver.waitForPropagation(records, answer, deadline);
  steps.enter('validate');
}

async function waitExtra(
  name: string,
  zoneName: string,
  { claim, deadline }: IssuanceJob,
  { clock, events }: ValidatePorts,
): Promise<void> {
  const waitMs = extraWaitMs(claim.state.misses, zoneName);
  if (waitMs === 0) return;
  events.emit({ event: 'extra-wait', name, waitMs });
  await clock.sleep(waitMs, deadline);
}
