/**
 * From what the CA answered to the one error of the product: who acts next, and when. RFC 8555 §6.7 lists the types.
 * A type that is not known here never means "retry now".
 */
import { isWildcard, withoutWildcard } from '../engine/dns/name.ts';
import { type Disposition, type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import { linksOf } from './links.ts';
import type { AcmeProblem } from './problem.ts';
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
  | 'renewalInfo';

/** An answer with a status of 400 or more. */
export type Refusal = {
  host: string;
  resource: Resource;
  status: number;
  problem?: AcmeProblem | undefined;
  retryAfter?: string | undefined;
  /** The header `Link`. */
  link?: string | undefined;
  /** What the directory offers. */
  profiles: readonly string[];
  /** The names by which CAA records let this CA in. */
  caaIdentities: readonly string[];
  now: Date;
};

type Meaning = { code: ErrorCode; disposition: Disposition; advice: string };

const ACCOUNT = { code: 'acme-account', disposition: 'person' } as const;
const NAME = { code: 'identifier-rejected', disposition: 'person' } as const;
const VALIDATION: Meaning = {
  code: 'challenge-invalid',
  disposition: 'next-run',
  advice: 'The next run tries again.',
};

const MEANINGS = new Map<string, Meaning>(
  Object.entries({
    accountDoesNotExist: {
      ...ACCOUNT,
      disposition: 'next-run',
      advice: 'It was registered anew with the same key, and that did not help; the next run tries again.',
    },
    alreadyReplaced: {
      code: 'already-replaced',
      disposition: 'this-run',
      advice: 'The order is made again without naming a predecessor.',
    },
    connection: VALIDATION,
    dns: VALIDATION,
    externalAccountRequired: {
      ...ACCOUNT,
      advice: 'This CA wants an external account with every new account, and got none.',
    },
    incorrectResponse: VALIDATION,
    invalidContact: { ...ACCOUNT, advice: 'Correct `acmeContact`, or leave it out.' },
    rejectedIdentifier: { ...NAME, advice: 'Take the name out of the certificate, or ask the CA.' },
    tls: VALIDATION,
    unauthorized: {
      ...ACCOUNT,
      advice:
        'The account was deactivated, or the stored account key is not its own: put the right key back, or delete ' +
        'the stored one, and the next run registers a new account.',
    },
    unsupportedContact: { ...ACCOUNT, advice: 'Correct `acmeContact`, or leave it out.' },
    unsupportedIdentifier: { ...NAME, advice: 'Take the name out of the certificate, or ask the CA.' },
  }),
);

/** Parts of an order: the CA forgets them when the order expires. */
const OF_AN_ORDER = new Set<Resource>(['order', 'authorization', 'challenge', 'finalize', 'certificate']);

const DEFAULT_RATE_LIMIT_MS = 60 * 60 * 1000;

/** The error that a refusal means. */
export function refused(refusal: Refusal): RenewerError {
  const { host, resource, status, problem } = refusal;
  if (status === 429 || problem?.type === 'rateLimited') return rateLimited(refusal);
  if (status === 404 && OF_AN_ORDER.has(resource)) {
    return refusalError(refusal, {
      code: 'order-expired',
      disposition: 'next-run',
      advice: 'A new order is made.',
    });
  }
  if (status >= 500 || problem === undefined || problem.type === 'serverInternal') {
    const retryAt = retryAtOf(refusal.retryAfter, refusal.now);
    const said = problem ? `: ${problem.message}` : '';
    return caUnavailable(host, `it answers ${resource} with HTTP ${status}${said}`, {
      cause: problem,
      retryAt,
    });
  }
  return refusalError(refusal, meaningOf(problem, refusal));
}

/** Down, unreachable, or talking something other than ACME. */
export function caUnavailable(
  host: string,
  seen: string,
  { cause, retryAt }: { cause?: Error | undefined; retryAt?: Date | undefined } = {},
): RenewerError {
  return new RenewerError({
    code: 'acme-unavailable',
    disposition: retryAt ? 'not-before' : 'next-run',
    retryAt,
    subject: host,
    message: `The CA at ${host} cannot be used now: ${seen}. The stored certificate stays live; ${retryAt ? `the CA asks for no try before ${retryAt.toISOString()}` : 'the next run tries again'}.`,
    cause,
  });
}

/** Whether it is a part of an order. */
export function isOfAnOrder(resource: Resource): boolean {
  return OF_AN_ORDER.has(resource);
}

/** A part of an order that this account, which is in order itself, may not touch: the order is not its own, or closed. */
export function orderOfNoUse(host: string, resource: Resource, { cause }: RenewerError): RenewerError {
  const said = cause instanceof Error ? cause.message : 'it gave no reason';
  return new RenewerError({
    code: 'order-expired',
    disposition: 'next-run',
    subject: host,
    message: `The CA at ${host} refused ${resource}: ${said}. The account is in order, so the order is not: a new one is made.`,
    cause,
  });
}

function meaningOf(problem: AcmeProblem, { profiles, caaIdentities, link }: Refusal): Meaning {
  const type = problem.type === 'compound' ? (problem.subproblems[0]?.type ?? '') : problem.type;
  const meaning = MEANINGS.get(type);
  if (meaning) return meaning;
  if (type === 'userActionRequired') return { ...ACCOUNT, advice: adviceOnTerms(problem, link) };
  if (type === 'caa') return { ...NAME, advice: adviceOnCaa(problem, caaIdentities) };
  if (type === 'invalidProfile') {
    const advice = `Correct \`profile\`: the CA offers ${profiles.map((name) => printable(name, 100)).join(', ') || 'none'}.`;
    return { code: 'profile-unknown', disposition: 'person', advice };
  }
  return { code: 'unexpected', disposition: 'next-run', advice: 'The next run tries again.' };
}

/** RFC 8555 §7.3.3: `instance` is where to agree, the link says to what. */
function adviceOnTerms({ message }: AcmeProblem, link: string | undefined): string {
  const [terms] = linksOf(link, 'terms-of-service');
  const where =
    terms === undefined || message.includes(terms) ? '' : ` The terms of service are at ${terms}.`;
  return `Somebody has to follow the link and agree; the renewer goes on by itself within an hour.${where}`;
}

function adviceOnCaa({ subproblems }: AcmeProblem, [issuer]: readonly string[]): string {
  const [name] = subproblems.flatMap(({ type, domainName }) => (type === 'caa' ? (domainName ?? []) : []));
  const owner = name === undefined ? '' : `${withoutWildcard(name)}. `;
  const tag = name !== undefined && isWildcard(name) ? 'issuewild' : 'issue';
  const record = issuer === undefined ? '' : `: ${owner}CAA 0 ${tag} "${printable(issuer, 255)}"`;
  return `Beside the CAA records of the name (or of a parent), add one that lets this CA in${record}.`;
}

function rateLimited(refusal: Refusal): RenewerError {
  const { problem, now } = refusal;
  const retryAt = retryAtOf(refusal.retryAfter, now);
  // Let's Encrypt pauses a name after many failures in a row: no waiting helps, only the link in the detail.
  if (!retryAt && problem?.detail.includes('https://') && /\bunpause\b/i.test(problem.detail)) {
    const advice = 'A person has to follow that link; the renewer then goes on by itself within an hour.';
    return refusalError(refusal, { code: 'acme-paused', disposition: 'person', advice });
  }
  const at = retryAt ?? new Date(now.getTime() + DEFAULT_RATE_LIMIT_MS);
  const advice = `The stored certificate stays live; no try before ${at.toISOString()}.`;
  return refusalError(refusal, { code: 'acme-rate-limited', disposition: 'not-before', advice }, at);
}

function refusalError(
  refusal: Refusal,
  { code, disposition, advice }: Meaning,
  retryAt?: Date,
): RenewerError {
  const { host, resource, status, problem } = refusal;
  const said = problem?.message ?? 'it gave no reason';
  const names = problem?.subproblems.flatMap(({ domainName }) => domainName ?? []) ?? [];
  return new RenewerError({
    code,
    disposition,
    retryAt,
    subject: names.length > 0 ? names.join(', ') : host,
    message: `The CA at ${host} refused ${resource} (HTTP ${status}): ${said}. ${advice}`,
    cause: problem,
  });
}
