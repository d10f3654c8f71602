/** What the failed authorizations of an order say (RFC 8555 §7.1.4): names, zones, and the CA's reasons in its own words. Pure. */
import { adviceToAdmit, caaPlaceIn } from '../dns/caa.ts';
import { challengeName } from '../dns/name.ts';
import { listed, RenewerError } from '../errors.ts';
import type { Authorization, Order } from '../ports/acme.ts';
import { fullName, hostOf } from './challenges.ts';
import type { ChallengeTargets } from './issuance-job.ts';

/** The problem types of a CA that asked for the value and did not get it, in its secondary validation too. */
const NOT_SEEN = ['unauthorized', 'dns'];

/** The zones in which the CA did not see values that every name server showed. */
export function missedZones(authorizations: Authorization[], targets: ChallengeTargets): string[] {
  const zones = authorizations
    .filter(({ status, errorType }) => status === 'invalid' && NOT_SEEN.includes(errorType ?? ''))
    .flatMap(({ domainName }) => targets.get(challengeName(domainName))?.zone.name ?? []);
  return [...new Set(zones)];
}

/** The names whose proof of control the CA did not accept. */
export function rejectedNames(authorizations: Authorization[]): string[] {
  return authorizations.filter(({ status }) => status === 'invalid').map(fullName);
}

/** @param issuers the names by which CAA records let this CA in. */
export function challengeInvalid(
  order: Order,
  authorizations: Authorization[],
  issuers: readonly string[],
): RenewerError {
  const failed = authorizations.filter(({ status }) => status !== 'valid' && status !== 'pending');
  const isCaa = failed.length > 0 && failed.every(({ errorType }) => errorType === 'caa');
  if (isCaa) return forbiddenByCaa(order, failed, issuers);
  const names = shownNames(failed.length > 0 ? failed : authorizations);
  const seen =
    failed.length > 0
      ? `did not accept the proof of control for ${names}. It says: ${reasonsOf(failed)}`
      : `gave up the order${names && ` for ${names}`}. It says: ${order.error ?? 'nothing more'}`;
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: authorizations.map(fullName).join(', ') || hostOf(order),
    message: `The CA at ${hostOf(order)} ${seen}.`,
    advice: 'To see what may be in the way: `dnscale-certs doctor`.',
    next: 'The stored certificate stays live, and a new order is made at the next try.',
  });
}

function forbiddenByCaa(order: Order, failed: Authorization[], [issuer]: readonly string[]): RenewerError {
  const [first] = failed;
  const record = first && issuer !== undefined ? `: ${adviceToAdmit(fullName(first), issuer)}` : '.';
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    subject: first && caaPlaceIn(first.error ?? '', first.domainName),
    message:
      `The CA at ${hostOf(order)} saw the proof of control for ${shownNames(failed)}, but found that CAA records ` +
      `forbid it to issue. It says: ${reasonsOf(failed)}.`,
    advice: `Beside the CAA records of the name (or of a parent), add one that lets this CA in${record}`,
    next: 'The stored certificate stays live, and a new order is made once CAA lets it.',
  });
}

function reasonsOf(failed: Authorization[]): string {
  const reasons = failed.map(
    ({ domainName, status, error }) => `${domainName}: ${error ?? `authorization is ${status}`}`,
  );
  return reasons.join('; ');
}

const MAX_NAMES_SHOWN = 5;

function shownNames(authorizations: Authorization[]): string {
  return listed(authorizations.map(fullName), MAX_NAMES_SHOWN);
}
