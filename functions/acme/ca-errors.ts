/**
 * Makes the one error of the product from what the CA answered: who acts next, and when. What the type of a problem
 * means is in problem-meanings.ts.
 */
import { type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import type { AcmeProblem } from './problem.ts';
import {
  type Circumstances,
  caaPlacesIn,
  type Meaning,
  meaningForNewOrder,
  meaningOf,
  namesIn,
} from './problem-meanings.ts';
import { retryAtOf } from './retry-after.ts';

/** What was asked for, in the words of RFC 8555 §7.1. */
export type Resource =
  | 'directory'
  | 'newNonce'
  | 'newAccount'
  | 'newOrder'
  | 'order'
  | 'authorization'
  | 'challenge'
  | 'finalize'
  | 'certificate'
  | 'renewalInfo'
  | 'revokeCert';

/** An answer with a status of 400 or more. */
export type Refusal = Circumstances & {
  host: string;
  resource: Resource;
  status: number;
  problem?: AcmeProblem | undefined;
  retryAfter?: string | undefined;
  now: Date;
};

/** The CA forgets them when the order expires. */
const PARTS_OF_AN_ORDER = new Set<Resource>([
  'order',
  'authorization',
  'challenge',
  'finalize',
  'certificate',
]);

const DEFAULT_RATE_LIMIT_MS = 60 * 60 * 1000;

/** The error that a refusal means. */
export function refused(refusal: Refusal): RenewerError {
  const { resource, status, problem } = refusal;
  if (status === 429 || problem?.type === 'rateLimited') return rateLimited(refusal);
  if (status === 404 && isPartOfAnOrder(resource)) {
    return refusalError(refusal, {
      code: 'order-expired',
      disposition: 'next-run',
      next: 'A new order is made.',
    });
  }
  if (status >= 500 || problem === undefined || problem.type === 'serverInternal') return outage(refusal);
  const meaning = resource === 'newOrder' ? meaningForNewOrder : meaningOf;
  return refusalError(refusal, meaning(problem, refusal));
}

type Unavailable = {
  cause?: Error | undefined;
  retryAt?: Date | undefined;
  adviceToCaller?: string | undefined;
};

/** Down, unreachable, or talking something other than ACME. */
export function caUnavailable(host: string, seen: string, more: Unavailable = {}): RenewerError {
  return cannotBeUsed('acme-unavailable', host, seen, more);
}

export function isPartOfAnOrder(resource: Resource): boolean {
  return PARTS_OF_AN_ORDER.has(resource);
}

/** The account is in order, but may not touch this part of an order: the order is another account's, or closed. */
export function orderForbidden(host: string, resource: Resource, { cause }: RenewerError): RenewerError {
  const said = cause instanceof Error ? cause.message : 'it gave no reason';
  return new RenewerError({
    code: 'order-expired',
    disposition: 'next-run',
    subject: host,
    message: `The CA at ${host} refused ${resource}: ${said}. The account is in order, so the order is not: a new one is made.`,
    cause,
  });
}

/** An order's address was checked when the order was made: the CA has moved, or somebody else wrote the state. */
export function orderElsewhere(host: string, address: string): RenewerError {
  return new RenewerError({
    code: 'order-expired',
    disposition: 'next-run',
    subject: host,
    message: `The order ${printable(address, 200)} is at none of the servers of the CA at ${host}: nothing was sent there, and a new one is made.`,
  });
}

/** With a problem document and no Retry-After, the CA failed on this request; otherwise it is down. */
function outage({ host, resource, status, problem, retryAfter, now }: Refusal): RenewerError {
  const retryAt = retryAtOf(retryAfter, now);
  const code = problem && !retryAt ? 'acme-failed' : 'acme-unavailable';
  const said = problem ? `: ${problem.message}` : '';
  return cannotBeUsed(code, host, `it answers ${resource} with HTTP ${status}${said}`, {
    cause: problem,
    retryAt,
  });
}

function cannotBeUsed(
  code: ErrorCode,
  host: string,
  seen: string,
  { cause, retryAt, adviceToCaller }: Unavailable,
): RenewerError {
  return new RenewerError({
    code,
    disposition: retryAt ? 'not-before' : 'next-run',
    retryAt,
    subject: host,
    message: `The CA at ${host} cannot be used now: ${seen}.`,
    adviceToCaller: retryAt ? `It asks for no try before ${retryAt.toISOString()}.` : adviceToCaller,
    next: `The stored certificate stays live; ${retryAt ? `the CA asks for no try before ${retryAt.toISOString()}` : 'the next run tries again'}.`,
    cause,
  });
}

function rateLimited(refusal: Refusal): RenewerError {
  const { problem, now } = refusal;
  const retryAt = retryAtOf(refusal.retryAfter, now);
  // Let's Encrypt pauses a name after many failures in a row: no waiting helps, only the link in the detail.
  if (!retryAt && problem?.detail.includes('https://') && /\bunpause\b/i.test(problem.detail)) {
    const advice = 'Follow that link.';
    const next = 'The renewer then continues by itself within an hour.';
    return refusalError(refusal, { code: 'acme-paused', disposition: 'person', advice, next });
  }
  const at = retryAt ?? new Date(now.getTime() + DEFAULT_RATE_LIMIT_MS);
  const noTryBefore = `no try before ${at.toISOString()}`;
  const meaning: Meaning = {
    code: 'acme-rate-limited',
    disposition: 'not-before',
    adviceToCaller: `Make ${noTryBefore}.`,
    next: `The stored certificate stays live; ${noTryBefore}.`,
  };
  return refusalError(refusal, meaning, at);
}

function refusalError(
  refusal: Refusal,
  { code, disposition, ...told }: Meaning,
  retryAt?: Date,
): RenewerError {
  const { host, resource, status, problem } = refusal;
  const said = problem?.message ?? 'it gave no reason';
  const subjects = problem ? subjectsOf(problem, code) : [];
  return new RenewerError({
    code,
    disposition,
    retryAt,
    subject: subjects.length > 0 ? subjects.join(', ') : host,
    message: `The CA at ${host} refused ${resource} (HTTP ${status}): ${said}.`,
    ...told,
    cause: problem,
  });
}

/** What certificates share counts: one account, or the name that has the CAA records. Empty where that is the CA's. */
function subjectsOf(problem: AcmeProblem, code: ErrorCode): string[] {
  if (code === 'acme-account') return [];
  if (code !== 'identifier-rejected' && code !== 'caa-forbids')
    return problem.subproblems.flatMap(({ domainName }) => domainName ?? []);
  const places = caaPlacesIn(problem);
  return places.length > 0 ? places : namesIn(problem);
}
