/** What a readiness keeps of an error, and since when. Pure. */
import { printable, type RenewerError } from '../errors.ts';
import { causeSince } from '../renewal/cause-since.ts';
import type { Readiness } from '../renewal/state.ts';

/** A readiness is a text among others in the state; the whole message is in the log. */
const LONGEST_MESSAGE = 4_000;

/** @param before as the state has it. */
export function failedReadiness(
  { code, disposition, message, subject, advice }: RenewerError,
  before: Readiness | undefined,
  at: Date,
): Readiness {
  const about = { code, ...(subject !== undefined && { subject: printable(subject) }) };
  const toDo = advice === undefined ? {} : { advice: printable(advice, LONGEST_MESSAGE) };
  const text = { message: printable(message, LONGEST_MESSAGE), ...toDo };
  const begins = { since: before?.failure?.since ?? at, causeSince: causeSince(about, before?.failure, at) };
  const failure = { ...about, disposition, ...text, ...begins };
  return { at, ...(before?.provedAt && { provedAt: before.provedAt }), failure };
}
