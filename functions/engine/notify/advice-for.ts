/**
 * What a person does about a failure: the error's own advice where only a person can end it. What ends by itself needs nobody
 * at first; once it lasts, its advice is to see whether it really ends. Pure.
 */
import type { Disposition, ErrorCode } from '../errors.ts';
import type { Severity } from './notice.ts';

const AT_THE_CA =
  'See the status page of the CA. If it stays away, name another CA in the definition and deploy.';
const AT_DNSCALE = 'See the state of DNScale, and write to its support if it says nothing.';
const IN_DNS = 'Run dnscale-certs doctor with the names: it shows what may be in the way.';
const IN_THE_LOG = 'Read the log of the last runs: it has what every step saw.';

/** For a failure that should have ended by itself. */
const LASTING: Partial<Record<ErrorCode, string>> = {
  'acme-unavailable': AT_THE_CA,
  'acme-failed': AT_THE_CA,
  'dnscale-unavailable': AT_DNSCALE,
  'dnscale-rate-limited': AT_DNSCALE,
  'dnscale-partial-update': AT_DNSCALE,
  'propagation-timeout': IN_DNS,
  'not-delegated': IN_DNS,
  'caa-unanswered': IN_DNS,
};

export type FailureAdvice = {
  code: ErrorCode;
  disposition: Disposition;
  advice?: string | undefined;
  severity: Severity;
};

export function adviceFor({ code, disposition, advice, severity }: FailureAdvice): string {
  if (disposition === 'person') return advice ?? IN_THE_LOG;
  const own = advice ?? 'The next run tries again.';
  return severity === 'info' ? `Nothing yet. ${own}` : `${LASTING[code] ?? IN_THE_LOG} ${own}`;
}
