/**
 * Decides from step and code what a failure costs: whether the order is given up or kept, whether the TXT values stay
 * published, and whether the next try is free. Pure. An order that the CA has made invalid ends in invalid-order.ts.
 */
import { type ErrorCode, RenewerError } from '../errors.ts';
import type { Order } from '../ports/acme.ts';
import type { RunStep } from '../ports/events.ts';

/** The CA speaks of the order itself. A fault of our own, or a store that is away, says nothing about it. */
const ABOUT_THE_ORDER: readonly ErrorCode[] = [
  'already-replaced',
  // Of the CA, at its requests; our own preflight comes before them.
  'caa-forbids',
  'challenge-invalid',
  'identifier-rejected',
  'order-expired',
  'order-refused',
  'profile-unknown',
];

/** A CA may call an order that the account may not make a refusal of the account. */
const REFUSALS: readonly ErrorCode[] = [...ABOUT_THE_ORDER, 'acme-account'];

/** The CA's error is about this order, so that no run can continue it. */
export function isAboutTheOrder(thrown: unknown): boolean {
  return hasCode(thrown, ABOUT_THE_ORDER);
}

/** The CA does not make the order as it was asked for, or broke over the request (`acme-failed`). */
export function isNewOrderRefused(thrown: unknown): thrown is RenewerError {
  return hasCode(thrown, REFUSALS) || hasCode(thrown, ['acme-failed']);
}

/** Where on the ladder a run failed. */
export type Rung = {
  step: RunStep;
  /** The order's status on this rung. It is no longer `ready` once the CA has the CSR. */
  status: Order['status'];
  /** Its status when this run took it up. */
  takenUpAs: Order['status'];
};

/** The next run replaces an order that is given up. It continues a kept one from its current status. */
export type OrderCost = 'kept' | 'given-up' | 'given-up-uncertified';

/** The authorizations are read in these steps. What the CA says later is about a challenge or the CSR. */
const STEPS_OF_AUTHORIZATIONS: readonly RunStep[] = ['preflight', 'newOrder'];

/** `given-up-uncertified`: the CA did not take the CSR, so that no certificate counts towards the limits. */
export function orderCost(thrown: unknown, { step, status, takenUpAs }: Rung): OrderCost {
  if (!(thrown instanceof RenewerError)) return 'kept';
  const { code, disposition } = thrown;
  if (status === 'valid') {
    // A CA may take a while until it shows the certificate that it has just issued, and shows it right.
    if (takenUpAs !== 'valid') return 'kept';
    const isUnusable = step === 'store' && code === 'acme-unavailable' && disposition !== 'not-before';
    if (isUnusable) return 'given-up';
  }
  if (code === 'order-expired') return 'given-up';
  // Its authorizations cannot be used, and never will be.
  if (code === 'challenge-invalid' && STEPS_OF_AUTHORIZATIONS.includes(step)) return 'given-up';
  // The same key and CSR would be refused at every try.
  const isCsrRefused = code === 'order-refused' && step === 'finalize' && status === 'ready';
  return isCsrRefused ? 'given-up-uncertified' : 'kept';
}

/** Time ran out, or the CA was down: the next run continues. */
const PASSES: readonly ErrorCode[] = [
  'propagation-timeout',
  'deadline-exceeded',
  'acme-unavailable',
  'acme-failed',
  'acme-rate-limited',
];

/** In `resume` and `preflight` the values are those of an earlier run, whose order the CA may be validating now. */
const STEPS_WITH_VALUES: readonly RunStep[] = ['resume', 'preflight', 'waitForPropagation', 'validate'];

/** Whether the TXT values stay published for the next run, which continues an order that is still open. */
export function keepsValues(thrown: unknown, step: RunStep): boolean {
  return STEPS_WITH_VALUES.includes(step) && hasCode(thrown, PASSES);
}

/** A failure here may have cost a validation or a certificate. CAs count those, and an hourly try would use them up. */
const COSTLY_STEPS: readonly RunStep[] = ['validate', 'finalize', 'store'];

/** The CA refuses with these before it counts anything, at any step. */
const NEVER_COUNTED: readonly ErrorCode[] = ['acme-paused', 'acme-account'];

/** A party was away or time ran out, which the CA does not count: an order that is kept only continues. */
const SOMEBODY_AWAY: readonly ErrorCode[] = [
  'acme-unavailable',
  'acme-failed',
  'deadline-exceeded',
  'token-missing',
  'dnscale-unauthorized',
  'dnscale-forbidden',
  'dnscale-unavailable',
  'dnscale-rate-limited',
  'dnscale-partial-update',
  'store-failed',
  'aws-failed',
];

/** Whether another try up to the same point costs nothing that a CA counts. */
export function isFree(code: ErrorCode, step: RunStep, order: 'kept' | 'none'): boolean {
  // An order whose authorizations cannot be used was made all the same.
  if (code === 'challenge-invalid') return false;
  if (!COSTLY_STEPS.includes(step) || NEVER_COUNTED.includes(code)) return true;
  return order === 'kept' && SOMEBODY_AWAY.includes(code);
}

function hasCode(thrown: unknown, codes: readonly ErrorCode[]): thrown is RenewerError {
  return thrown instanceof RenewerError && codes.includes(thrown.code);
}
