/** Whether an error is the CA's word on what was asked, or says only that it, or something of ours, cannot be asked now. Pure. */
import { type ErrorCode, RenewerError } from '../errors.ts';

/** What a CA says of an order, or of a request for one. */
const ON_THE_ORDER: readonly ErrorCode[] = [
  'already-replaced',
  'challenge-invalid',
  'identifier-rejected',
  'order-expired',
  'profile-unknown',
  'unexpected',
];

/** True for a refusal of the order itself; a fault of our own, or a store of ours that is away, is none. */
export function isAboutTheOrder(thrown: unknown): thrown is RenewerError {
  return thrown instanceof RenewerError && ON_THE_ORDER.includes(thrown.code);
}

/** As above, or a refusal of the account: to one CA an order that the account may not make is that. */
export function isRefusal(thrown: unknown): thrown is RenewerError {
  return isAboutTheOrder(thrown) || (thrown instanceof RenewerError && thrown.code === 'acme-account');
}

/**
 * Whether the CA broke over this very request and said so itself, again and again: a problem document of its own
 * (`serverInternal`), not silence, a gateway's page or a time to come back at.
 */
export function isFaultOfTheCa(thrown: unknown): thrown is RenewerError {
  if (!(thrown instanceof RenewerError) || thrown.code !== 'acme-unavailable') return false;
  return thrown.retryAt === undefined && thrown.cause instanceof Error && thrown.cause.name === 'AcmeProblem';
}
