/**
 * Since when one cause has stopped a certificate: a row of failures may have several, one after the other. The row's own begin
 * says how urgent it is, this one what to tell. Pure.
 */
import type { Failure } from './state.ts';

type Cause = Pick<Failure, 'code' | 'subject'>;

/** @param before the failure that the state has, of this kind. */
export function causeSince(
  cause: Cause,
  before: (Cause & Partial<Pick<Failure, 'at' | 'since' | 'causeSince'>>) | undefined,
  at: Date,
): Date {
  if (before?.code !== cause.code || before.subject !== cause.subject) return at;
  return before.causeSince ?? before.since ?? before.at ?? at;
}
