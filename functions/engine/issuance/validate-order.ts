/**
 * A pending order (RFC 8555 §7.5.1): publish the TXT values, wait until every name server shows them, answer the
 * challenges, poll until the CA has validated them or given up. It finalizes nothing.
 */
import type { Dns01Solver } from '../dns/dns01-solver.ts';
import { challengeName } from '../dns/name.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';
import { checkTargets, type TargetPorts } from '../preflight/check-targets.ts';
import { fetchAuthorizations, fullName, type PendingChallenge, pendingChallenges } from './challenges.ts';
import { extraWaitMs } from './extra-wait.ts';
import { isAboutTheOrder } from './failure-cost.ts';
import type { Answered, ChallengeTargets, IssuanceJob } from './issuance-job.ts';
import { pollOrder } from './poll-order.ts';
import { tellUnknownStatus } from './unknown-status.ts';

export type ValidatePorts = TargetPorts & {
  acme: Pick<AcmeServer, 'getOrder' | 'getAuthorization' | 'respondToChallenge'>;
  solver: Pick<Dns01Solver, 'outstanding' | 'present' | 'waitForPropagation'>;
  clock: Clock;
  events: EventSink;
};

/** `answered` learns what is answered, right before it is. */
export type OrderToValidate = { order: Order; targets: ChallengeTargets; answered: Answered };

/** The order as soon as it is no longer pending. */
export async function validateOrder(
  { order, targets, answered }: OrderToValidate,
  job: IssuanceJob,
  ports: ValidatePorts,
): Promise<Order> {
  const { deadline } = job;
  const authorizations = await fetchAuthorizations(order, ports.acme, deadline);
  for (const authorization of authorizations) tellUnknownStatus(authorization, ports.events);
  const all = await withExtraTargets(authorizations, targets, job, ports);
  try {
    await solve(pendingChallenges(authorizations, all), answered, job, ports);
  } catch (thrown) {
    // One challenge that failed ends the order, and a CA may then refuse the answers to the others.
    if (!isAboutTheOrder(thrown)) throw thrown;
    const now = await ports.acme.getOrder(order.url, deadline).catch(() => order);
    if (now.status !== 'invalid') throw thrown;
    job.steps.enter('validate');
    return now;
  }
  return pollOrder(order.url, ['pending'], { ...ports, deadline });
}

/** A CA may add names to the order (`www`), and want a proof of them too. */
async function withExtraTargets(
  authorizations: Authorization[],
  targets: ChallengeTargets,
  { deadline }: IssuanceJob,
  ports: ValidatePorts,
): Promise<ChallengeTargets> {
  const extra = authorizations
    .filter(({ status, domainName }) => status === 'pending' && !targets.has(challengeName(domainName)))
    .map(fullName);
  return extra.length === 0
    ? targets
    : new Map([...targets, ...(await checkTargets(extra, ports, deadline))]);
}

/** Publishes all values, then answers the challenges of each RRset as soon as every name server shows it. */
async function solve(
  challenges: PendingChallenge[],
  answered: Answered,
  job: IssuanceJob,
  ports: ValidatePorts,
): Promise<void> {
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
    for (const { record, authorizationUrl, challengeUrl, domainName } of challenges) {
      if (record.name !== name) continue;
      // Before the request: the CA may get it although its reply is lost.
      answered.set(authorizationUrl, record);
      await acme.respondToChallenge(challengeUrl, deadline).catch((thrown: unknown) => {
        if (isAboutTheOrder(thrown)) answered.delete(authorizationUrl);
        throw thrown;
      });
      events.emit({ event: 'challenge-answered', domainName });
    }
  };
  await solver.waitForPropagation(records, answer, deadline);
  steps.enter('validate');
}

async function waitExtra(
  name: string,
  zoneName: string,
  { claim, definition, deadline }: IssuanceJob,
  { clock, events }: ValidatePorts,
): Promise<void> {
  const waitMs = extraWaitMs(claim.state.misses, zoneName, definition.extraWaitSeconds);
  if (waitMs === 0) return;
  events.emit({ event: 'extra-wait', name, waitMs });
  await clock.sleep(waitMs, deadline);
}
