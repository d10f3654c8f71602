/**
 * What the doctor says: one finding a line, each with a verdict and, where there is something to do, what. And how a
 * question that failed, or was not answered in time, becomes one: nothing that a check meets stops the examination.
 */
import { attempt } from '../attempt.ts';
import type { RenewerError } from '../errors.ts';
import type { Deadline } from '../ports/time.ts';

export type Verdict = 'ok' | 'warning' | 'failure' | 'unknown';

export type Finding = {
  /** What was looked at: `zone`, `delegation`, `caa`, … */
  check: string;
  /** The name, zone or CA that it is about; lines about one subject are shown together. */
  subject: string;
  verdict: Verdict;
  message: string;
  /** What to do, or could be done. */
  fix?: string;
};

export type About = Pick<Finding, 'check' | 'subject'>;

/** A check's findings, or the one that says why there are none. */
export async function findingsOf(
  about: About,
  check: () => Promise<Finding[]>,
  deadline: Deadline,
): Promise<Finding[]> {
  const made = await attempt(check, deadline);
  return 'value' in made ? made.value : [failed(about, made.error)];
}

/** An error's own words are the finding's: they say what to do. */
export function failed(about: About, { code, message }: RenewerError): Finding {
  if (code === 'deadline-exceeded') return unknown(about, 'no answer in time');
  return { ...about, verdict: 'failure', message };
}

/** As `failed`, for what everything hangs on: where it is silent until the time is up, that is the failure. */
export function failedOrSilent(about: About, error: RenewerError, who: string): Finding {
  if (error.code !== 'deadline-exceeded') return failed(about, error);
  const fix = `See whether ${who} is up, and whether this network lets https out to it; a proxy is not used.`;
  return failure(about, `${who} was asked and did not answer in time`, fix);
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
