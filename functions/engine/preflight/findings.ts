/**
 * What the doctor says: one finding a line, each with a verdict and, where there is something to do, what. And how a
 * question that failed, or was not answered in time, becomes one: nothing that a check meets stops the examination.
 */
import { orAborted } from '../deadline.ts';
import { asRenewerError, type RenewerError } from '../errors.ts';
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

export type Settled<Value> = { value: Value } | { error: RenewerError };

/** What became of a question. It never rejects, and ends with the deadline even where a port does not. */
export async function settled<Value>(
  ask: () => Promise<Value>,
  { signal }: Deadline,
): Promise<Settled<Value>> {
  try {
    return { value: await orAborted(ask(), signal) };
  } catch (thrown) {
    return { error: asRenewerError(thrown) };
  }
}

/** A check's findings, or the one that says why there are none. */
export async function bounded(
  about: About,
  check: () => Promise<Finding[]>,
  deadline: Deadline,
): Promise<Finding[]> {
  const outcome = await settled(check, deadline);
  return 'value' in outcome ? outcome.value : [failed(about, outcome.error)];
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
