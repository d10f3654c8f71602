/** Sorts requests that failed by what went wrong. Pure; the words for it are in errors.ts. */
import type { Outcome } from './http.ts';
import { isFromApi, parseProblem } from './problem.ts';

export type Failure =
  | 'unavailable'
  | 'rate-limited'
  | 'partial'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  /** Something else than the API has answered: a gateway, a firewall, another server. */
  | 'not-the-api'
  | 'unpaid'
  | 'rejected';

/** How a request failed; a success that cannot be read counts as `unavailable`. */
export function failureOf(outcome: Outcome): Failure {
  if (outcome.kind === 'silence') return 'unavailable';
  if (parseProblem(outcome).code === 'PARTIAL_RECORD_UPDATE') return 'partial';
  const { status } = outcome;
  const byStatus = BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'rejected' : 'unavailable');
  return ONLY_THE_API_KNOWS.includes(byStatus) && !isFromApi(outcome) ? 'not-the-api' : byStatus;
}

/** What the token may do, what there is, and what is wrong with a request: another server's page says nothing of it. */
const ONLY_THE_API_KNOWS: readonly Failure[] = ['forbidden', 'not-found', 'rejected'];

const BY_STATUS: Record<number, Failure> = {
  401: 'unauthorized',
  402: 'unpaid',
  403: 'forbidden',
  404: 'not-found',
  408: 'unavailable',
  409: 'conflict',
  429: 'rate-limited',
};

/** Whether the same request may succeed within this run. */
export function isTransient(outcome: Outcome): boolean {
  return ['unavailable', 'rate-limited', 'partial'].includes(failureOf(outcome));
}
