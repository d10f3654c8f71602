/** Sorts requests that failed by what went wrong. Pure; the words for it are in errors.ts. */
import type { Outcome } from './http.ts';
import { parseProblem } from './problem.ts';

export type Failure =
  | 'unavailable'
  | 'rate-limited'
  | 'partial'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rejected';

/** How a request failed; a success that cannot be read counts as `unavailable`. */
export function failureOf(outcome: Outcome): Failure {
  if (outcome.kind === 'silence') return 'unavailable';
  if (parseProblem(outcome).code === 'PARTIAL_RECORD_UPDATE') return 'partial';
  const { status } = outcome;
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'rejected' : 'unavailable');
}

const BY_STATUS: Record<number, Failure> = {
  401: 'unauthorized',
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
