/** From an order's authorizations (RFC 8555 §7.1.4) to the TXT values that answer them. */
import pMap from 'p-map';
import { admittingRecord } from '../dns/caa.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { challengeName } from '../dns/name.ts';
import { printable, RenewerError } from '../errors.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

/** An authorization that waits for its challenge, with the TXT value that answers it. */
export type PendingChallenge = { domainName: string; challengeUrl: string; record: TxtRecord };

/** Let's Encrypt allows 20 requests a second with a burst of 10; the other requests of the run share that. */
const PARALLEL_READS = 5;

export function fetchAuthorizations(
  order: Order,
  acme: Pick<AcmeServer, 'getAuthorization'>,
  deadline: Deadline,
): Promise<Authorization[]> {
  return pMap(order.authorizationUrls, (url) => acme.getAuthorization(url, deadline), {
    concurrency: PARALLEL_READS,
  });
}

/** By challenge name, as the preflight found them. */
export type ChallengeTargets = ReadonlyMap<string, ChallengeTarget>;

/** What is to be published. Authorizations that the CA reuses come back `valid` and need nothing. */
export function pendingChallenges(
  authorizations: Authorization[],
  targets: ChallengeTargets,
): PendingChallenge[] {
  return authorizations
    .filter(({ status }) => status !== 'valid')
    .map((authorization) => {
      const { domainName, challenge } = authorization;
      const target = targets.get(challengeName(domainName));
      if (!challenge || !target || authorization.status !== 'pending') throw unusable(authorization, target);
      const { name, zone } = target;
      return {
        domainName: fullName(authorization),
        challengeUrl: challenge.url,
        record: { zoneId: zone.id, zoneName: zone.name, name, value: challenge.txtValue },
      };
    });
}

/** What the CA says when it asked for the value and did not get it, also "During secondary validation". */
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

/** Why the CA made the order invalid: every name's reason, in the CA's own words. */
export async function orderInvalid(
  order: Order,
  authorizations: Authorization[],
  acme: Pick<AcmeServer, 'readMeta'>,
  deadline: Deadline,
): Promise<RenewerError> {
  // The CA's directory was read long ago: this asks nobody.
  const { caaIdentities } = await acme.readMeta(deadline);
  return challengeInvalid(order, authorizations, caaIdentities);
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
      : `gave up the order for ${names}. It says: ${order.error ?? 'nothing more'}`;
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: authorizations.map(fullName).join(', '),
    message:
      `The CA at ${hostOf(order)} ${seen}. The stored certificate stays live; a new order is made at the next try. ` +
      '`dnscale-certs doctor` shows what may be in the way.',
  });
}

function forbiddenByCaa(order: Order, failed: Authorization[], [issuer]: readonly string[]): RenewerError {
  const [first] = failed;
  const record = first && issuer !== undefined ? `: ${admittingRecord(fullName(first), issuer)}` : '';
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    subject: failed.map(fullName).join(', '),
    message:
      `The CA at ${hostOf(order)} saw the proof of control for ${shownNames(failed)}, but found that CAA records ` +
      `forbid it to issue. It says: ${reasonsOf(failed)}. Beside the CAA records of the name (or of a parent), add ` +
      `one that lets this CA in${record}. The stored certificate stays live; a new order is made once CAA lets it.`,
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
  const names = authorizations.map(fullName);
  const more = names.length - MAX_NAMES_SHOWN;
  return names.slice(0, MAX_NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function fullName({ domainName, wildcard }: Authorization): string {
  return wildcard ? `*.${domainName}` : domainName;
}

function hostOf({ url }: { url: string }): string {
  return URL.parse(url)?.host ?? printable(url);
}

function unusable(authorization: Authorization, target: ChallengeTarget | undefined): RenewerError {
  const { status, challenge, error } = authorization;
  const seen =
    (!challenge && 'it offers no dns-01 challenge for it') ||
    (status === 'pending' && !target && 'it asks for it, but it is no name of this certificate') ||
    `its authorization is ${status}`;
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: fullName(authorization),
    message:
      `The CA at ${hostOf(authorization)} cannot validate ${fullName(authorization)}: ${seen}` +
      `${error ? ` (${error})` : ''}. The stored certificate stays live; the next run makes a new order.`,
  });
}
