/**
 * Makes the one error of the product from what DNScale answered, or from its silence. It prints DNScale's own words
 * cleaned, never the token, and for network errors only the words of http.ts.
 */
import { type Disposition, type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Answer, HttpRequest, Outcome } from './http.ts';
import { isFromApi, type Problem, parseProblem } from './problem.ts';
import { retryAfterMs } from './retry-after.ts';
import { faultOfJson } from './schemas.ts';

export type Scope = 'zones:read' | 'records:read' | 'records:write';

/** A request together with the words for its errors. */
export type Call = HttpRequest & {
  /** Completes "cannot …": `list the zones`. */
  action: string;
  /** The zone or owner name that the request is about. */
  subject: string;
  /** What DNScale's contract demands of the token for this route. */
  scopes: readonly Scope[];
  /** Whether every API has this path: a 404 then says that the URL of the API is wrong. @default false */
  isAlwaysThere?: boolean;
};

const DEFAULT_RATE_LIMIT_MS = 60_000;

/** @param fault what is wrong with an answer that should have been a success. */
export function errorFor(call: Call, outcome: Outcome, now: Date, fault?: string): RenewerError {
  const failure = failureFor(call, outcome);
  const { code, disposition, words, advice, adviceToCaller, next } = VERDICTS[failure];
  const waitMs =
    retryAfterMs(outcome, now) ?? (failure === 'rate-limited' ? DEFAULT_RATE_LIMIT_MS : undefined);
  const mayWait = disposition !== 'person' && waitMs !== undefined;
  const retryAt = mayWait ? new Date(now.getTime() + waitMs) : undefined;
  const notBefore = retryAt && `not before ${retryAt.toISOString()}.`;
  return new RenewerError({
    code,
    disposition: retryAt ? 'not-before' : disposition,
    retryAt,
    subject: SUBJECTS[failure] ?? call.subject,
    message: `${words(call)}${strangerIn(failure, outcome)} Seen: ${call.method} ${seen(outcome, fault)}.`,
    advice: advice?.(call),
    adviceToCaller: adviceToCaller?.(call) ?? (notBefore && `Try again, ${notBefore}`),
    next: [next, notBefore && `The next try is ${notBefore}`].filter(Boolean).join(' '),
  });
}

function failureFor({ isAlwaysThere }: Call, outcome: Outcome): Failure {
  const failure = failureOf(outcome);
  return failure === 'not-found' && isAlwaysThere ? 'not-the-api' : failure;
}

/** An outage that a gateway or another server tells of. */
function strangerIn(failure: Failure, outcome: Outcome): string {
  if (failure !== 'unavailable' || outcome.kind === 'silence' || isFromApi(outcome)) return '';
  return ' What answered is not the API itself, but something before it (a gateway, a firewall), or the API URL is wrong.';
}

/** Where a token is put, for each reader. */
const IN_SECRET = 'it into the token secret with `dnscale-certs token set`';
const IN_VARIABLE = 'it where this command takes it from';

/** What lies in DNScale or in our account there, whatever zone was asked for. @default - what the request is about */
const SUBJECTS: Partial<Record<Failure, string>> = {
  unauthorized: 'DNScale token',
  unavailable: 'DNScale',
  'rate-limited': 'DNScale',
  partial: 'DNScale',
  'not-the-api': 'DNScale',
  unpaid: 'DNScale',
};

type Verdict = {
  code: ErrorCode;
  disposition: Disposition;
  words: (call: Call) => string;
  advice?: (call: Call) => string;
  /** @default `advice` */
  adviceToCaller?: (call: Call) => string;
  next?: string;
};

const VERDICTS: Record<Failure, Verdict> = {
  unavailable: {
    code: 'dnscale-unavailable',
    disposition: 'next-run',
    words: ({ action }) => `DNScale gave no usable answer, so the renewer could not ${action}.`,
    advice: () => 'If this lasts, check the state of DNScale and the API URL.',
    next: 'It is tried again by itself.',
  },
  'rate-limited': {
    code: 'dnscale-rate-limited',
    disposition: 'not-before',
    words: ({ action }) => `DNScale limits the rate of requests, so the renewer could not ${action}.`,
  },
  partial: {
    code: 'dnscale-partial-update',
    disposition: 'next-run',
    words: ({ action }) => `DNScale could ${action} in some of its regions only, also when asked again.`,
    adviceToCaller: () => 'Run this again.',
    next: 'The next run repeats it.',
  },
  unauthorized: {
    code: 'dnscale-unauthorized',
    disposition: 'person',
    words: ({ action }) => `DNScale refused the token, so the renewer cannot ${action}.`,
    advice: () => `Create a token at DNScale, and put ${IN_SECRET}.`,
    adviceToCaller: () => `Create a token at DNScale, and put ${IN_VARIABLE}.`,
    next: 'The renewer then continues by itself.',
  },
  forbidden: {
    code: 'dnscale-forbidden',
    disposition: 'person',
    words: ({ action }) => `DNScale does not let the token ${action}.`,
    advice: (call) => widenToken(call, IN_SECRET),
    adviceToCaller: (call) => widenToken(call, IN_VARIABLE),
  },
  'not-found': {
    code: 'dnscale-forbidden',
    disposition: 'person',
    words: ({ action }) =>
      `DNScale could not ${action}: it finds no such zone or record. That is also its answer to a token that is limited ` +
      'to other zones.',
    advice: (call) => widenToken(call, IN_SECRET),
    adviceToCaller: (call) => widenToken(call, IN_VARIABLE),
  },
  conflict: {
    code: 'dnscale-refused',
    disposition: 'person',
    words: ({ action }) => `DNScale could not ${action}: it reports a conflict, but this value is not there.`,
    advice: () => 'Check the records there: a CNAME excludes all other records at its name.',
  },
  'not-the-api': {
    code: 'dnscale-unavailable',
    disposition: 'person',
    words: ({ action }) =>
      `The renewer could not ${action}: this answer is not one that DNScale's API gives there, so it says nothing about the token. ` +
      'Either the API URL is wrong (it ends with its version, like https://api.dnscale.eu/v1), or something before ' +
      'the API has answered: a gateway, a firewall or a filter of this network.',
    advice: () => 'Check the API URL (dnscale.apiUrl) and what stands before it.',
    adviceToCaller: () => 'Check the API URL (DNSCALE_API_URL) and what stands before it.',
    next: 'It is tried again by itself.',
  },
  unpaid: {
    code: 'dnscale-refused',
    disposition: 'person',
    words: ({ action }) =>
      `DNScale does not ${action} for this account: it asks for a payment or another plan. The token is not at fault.`,
    advice: () => 'Put the account at DNScale in order (bills, plan, limits).',
    next: 'The renewer then continues by itself.',
  },
  rejected: {
    code: 'dnscale-refused',
    disposition: 'person',
    words: ({ action }) => `DNScale rejected the request to ${action}.`,
    advice: () => 'Check what it says; if nothing is wrong there, report it as a fault of the renewer.',
  },
};

function widenToken({ scopes }: Call, whereto: string): string {
  const list =
    scopes.length > 1
      ? `scopes ${scopes.slice(0, -1).join(', ')} and ${scopes.at(-1)}`
      : `scope ${scopes[0]}`;
  return (
    `The token needs the ${list} and must not be limited to other zones or names: widen it at DNScale, or make ` +
    `another one and put ${whereto}.`
  );
}

function seen(outcome: Outcome, fault: string | undefined): string {
  const url = printable(outcome.url, 300);
  if (outcome.kind === 'silence') return `${url}: ${outcome.reason}`;
  const problem = parseProblem(outcome);
  const request = problem.requestId ? ` (request id ${problem.requestId})` : '';
  return `${url}: ${outcome.status} ${fault ?? answerInWords(problem, outcome)}${request}`;
}

function answerInWords({ code, message }: Problem, { status, text }: Answer): string {
  if (status >= 300 && status < 400) return 'a redirect, which is not followed';
  if (code === undefined && message === undefined) {
    return faultOfJson(text) ?? 'without a reason';
  }
  return [code, message && `"${message}"`].filter(Boolean).join(' ');
}
