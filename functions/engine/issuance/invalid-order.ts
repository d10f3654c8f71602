/**
 * The end of an order that the CA has made invalid (RFC 8555 §7.1.6): what the CA counts is counted here too, and the
 * order is given up, in one write. If the run is killed before that write, the next run does all of it.
 */
import type { RenewerError } from '../errors.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { Clock, Deadline } from '../ports/time.ts';
import { countMisses } from './extra-wait.ts';
import { challengeInvalid, missedZones, rejectedNames } from './failed-authorizations.ts';
import { awaitFinalAuthorizations } from './final-authorizations.ts';
import type { Answered, ArchivedKey, ChallengeTargets, IssuanceJob } from './issuance-job.ts';
import { countFailedValidations, withoutIssuance } from './own-limits.ts';

export type InvalidOrderPorts = {
  acme: Pick<AcmeServer, 'getAuthorization' | 'readMeta'>;
  clock: Clock;
};

/** For what this run has answered: a CA that takes longer over a validation has lost it. The run's deadline comes first. */
const LONGEST_VALIDATION_MS = 120_000;

/** An earlier run may have answered, or not: what nobody has answered stays pending and must not hold up a new order. */
export const LONGEST_JUDGEMENT_MS = 10_000;

export type InvalidOrder = {
  order: Order;
  key: Pick<ArchivedKey, 'version'>;
  /** Absent when this run had nothing to publish: then no zone is known to have been missed. */
  targets?: ChallengeTargets | undefined;
  /** By this run. @default nothing */
  answered?: Answered | undefined;
  /** An earlier run made the order. */
  isResumed: boolean;
};

/** Gives the order up. Returns why the CA made it invalid: every name's reason, in the CA's own words. */
export async function endInvalidOrder(
  invalid: InvalidOrder,
  job: IssuanceJob,
  { acme, clock }: InvalidOrderPorts,
): Promise<RenewerError> {
  const { order, answered, isResumed } = invalid;
  const longestMs = ({ url }: Authorization) => {
    if (answered?.has(url)) return LONGEST_VALIDATION_MS;
    return isResumed ? LONGEST_JUDGEMENT_MS : 0;
  };
  const authorizations = await awaitFinalAuthorizations(order, { acme, clock }, longestMs, job.deadline);
  // What is left is still being validated, although the run's time is over.
  for (const { url, status } of authorizations) if (status !== 'pending') answered?.delete(url);
  await countInvalidOrder(invalid, authorizations, job, clock.now());
  return whyInvalid(order, authorizations, acme, job.deadline);
}

/** The run has mostly read the CA's directory before, so that this costs no request. */
export async function whyInvalid(
  order: Order,
  authorizations: Authorization[],
  acme: InvalidOrderPorts['acme'],
  deadline: Deadline,
): Promise<RenewerError> {
  // What the CA said of the names must not be lost for a piece of advice.
  const { caaIdentities } = await acme.readMeta(deadline).catch(() => ({ caaIdentities: [] }));
  return challengeInvalid(order, authorizations, caaIdentities);
}

/** The order produced no certificate, so that its issuance no longer counts. */
export async function countInvalidOrder(
  { key, targets }: Pick<InvalidOrder, 'key' | 'targets'>,
  authorizations: Authorization[],
  { claim, deadline }: IssuanceJob,
  now: Date,
): Promise<void> {
  const { misses, failedValidations, issuances } = claim.state;
  const changes = {
    ...(targets && { misses: countMisses(misses, missedZones(authorizations, targets)) }),
    failedValidations: countFailedValidations(failedValidations, rejectedNames(authorizations), now),
    issuances: withoutIssuance(issuances, key.version),
    order: undefined,
  };
  await claim.write(changes, deadline);
}
