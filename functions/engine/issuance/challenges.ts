/** From an order's authorizations (RFC 8555 §7.1.4) to the TXT values that answer them. */
import pMap from 'p-map';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { challengeName } from '../dns/name.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer, Authorization, Deadline, Order, TxtRecord } from '../ports.ts';

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
      const { domainName, wildcard, challenge } = authorization;
      const target = targets.get(challengeName(domainName));
      if (!challenge || !target || authorization.status !== 'pending') throw unusable(authorization, target);
      const { name, zone } = target;
      return {
        domainName: wildcard ? `*.${domainName}` : domainName,
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

/** Why the CA made the order invalid: every name's reason, in the CA's own words. */
export function challengeInvalid(order: Order, authorizations: Authorization[]): RenewerError {
  const failed = authorizations.filter(({ status }) => status !== 'valid' && status !== 'pending');
  const reasons = failed.map(
    ({ domainName, status, error }) => `${domainName}: ${error ?? `authorization is ${status}`}`,
  );
  const seen = reasons.length > 0 ? reasons.join('; ') : (order.error ?? 'it gave no reason');
  const isCaa = failed.length > 0 && failed.every(({ errorType }) => errorType === 'caa');
  if (isCaa) return forbiddenByCaa(failed.map(({ domainName }) => domainName).join(', '), seen);
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: authorizations.map(({ domainName }) => domainName).join(', '),
    message: `The CA did not accept the proof of control. It says: ${seen}. The stored certificate stays live; a new order is made at the next try.`,
  });
}

function forbiddenByCaa(subject: string, seen: string): RenewerError {
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    subject,
    message:
      `The CA saw the proof of control, but found that CAA records forbid it to issue. It says: ${seen}. Add a CAA ` +
      'record that lets it in. The stored certificate stays live; a new order is made once CAA lets it.',
  });
}

function unusable(
  { domainName, status, challenge, error }: Authorization,
  target: ChallengeTarget | undefined,
): RenewerError {
  const seen =
    (!challenge && 'the CA offers no dns-01 challenge for it') ||
    (status === 'pending' && !target && 'the CA asks for it, but it is no name of this certificate') ||
    `its authorization is ${status}`;
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: domainName,
    message: `${domainName} cannot be validated: ${seen}${error ? ` (${error})` : ''}.`,
  });
}
