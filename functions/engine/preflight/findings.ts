/**
 * What the doctor says: one finding a line, each with a verdict and, where a person can do something, the fix. A
 * question that failed or got no answer in time becomes a finding too, and does not stop the examination.
 */
import { attempt } from '../attempt.ts';
import { Unanswered } from '../deadline.ts';
import { type RenewerError, toldTo } from '../errors.ts';
import type { Deadline } from '../ports/time.ts';

export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

export type Finding = {
  /** What was examined: `zone`, `delegation`, `caa`, … */
  check: string;
  /** The name, zone or CA; lines about one subject are shown together. */
  subject: string;
  verdict: Verdict;
  message: string;
  /** What a person must do, or could do. */
  fix?: string;
};

/** Without an answer to these, nobody knows whether a certificate can be issued: no answer is no success. */
const MUST_BE_KNOWN = ['token', 'token-reads', 'zone', 'challenge', 'delegation', 'name-servers', 'ca'];

/** Whether a person may rely on it that nothing stands in the way: nothing failed, and all that decides was examined. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(
    ({ verdict, check }) =>
      verdict === 'ok' || verdict === 'warning' || (verdict === 'unknown' && !MUST_BE_KNOWN.includes(check)),
  );
}

export type About = Pick<Finding, 'check' | 'subject'>;

/** A check's findings; if it fails, one finding that says why. */
export async function findingsOf(
  about: About,
  check: () => Promise<Finding[]>,
  deadline: Deadline,
): Promise<Finding[]> {
  const made = await attempt(check, deadline);
  return 'value' in made ? made.value : [failed(about, made.error)];
}

/** The finding takes the error's own words: they say what to do. Whoever reads it has called a command. */
export function failed(about: About, error: RenewerError): Finding {
  if (error instanceof Unanswered) return unknown(about, error.said, error.whatToDo);
  if (error.code === 'deadline-exceeded') return unknown(about, 'no answer in time');
  return { ...about, verdict: 'failure', message: toldTo('caller', error) };
}

/** As `failed`, for a party that everything depends on: its silence is a failure too, not just unknown. */
export function failedOrSilent(about: About, error: RenewerError, who: string): Finding {
  if (error.code !== 'deadline-exceeded') return failed(about, error);
  if (error instanceof Unanswered) return failure(about, error.said, error.whatToDo);
  return failure(about, `${who} was asked and did not answer in time`);
}

export function ok(about: About, message: string, fix?: string): Finding {
  return finding('ok', about, message, fix);
}

export function warning(about: About, message: string, fix?: string): Finding {
  return finding('warning', about, message, fix);
}

export function failure(about: About, message: string, fix?: string): Finding {
  return finding('failure', about, message, fix);
}

export function unknown(about: About, message: string, fix?: string): Finding {
  return finding('unknown', about, message, fix);
}

function finding(verdict: Verdict, about: About, message: string, fix: string | undefined): Finding {
  return { ...about, verdict, message, ...(fix !== undefined && { fix }) };
}
