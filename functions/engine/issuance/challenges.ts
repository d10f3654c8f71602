/** From an order's authorizations (RFC 8555 §7.1.4) to the TXT values that answer them. */
import pMap from 'p-map';
import { challengeName } from '../dns/name.ts';
import { findZone } from '../dns/zone.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer, Authorization, Deadline, Order, TxtRecord, Zone } from '../ports.ts';

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

/** What is to be published. Authorizations that the CA reuses come back `valid` and need nothing. */
export function pendingChallenges(authorizations: Authorization[], zones: Zone[]): PendingChallenge[] {
  return authorizations
    .filter(({ status }) => status !== 'valid')
    .map((authorization) => {
      const { domainName, wildcard, challenge } = authorization;
      if (!challenge || authorization.status !== 'pending') throw unusable(authorization);
      const name = challengeName(domainName);
      const zone = findZone(zones, name);
      return {
        domainName: wildcard ? `*.${domainName}` : domainName,
        challengeUrl: challenge.url,
        record: { zoneId: zone.id, zoneName: zone.name, name, value: challenge.txtValue },
      };
    });
}

/** Why the CA made the order invalid: every name's reason, in the CA's own words. */
export function challengeInvalid(order: Order, authorizations: Authorization[]): RenewerError {
  const reasons = authorizations
    .filter(({ status }) => status !== 'valid' && status !== 'pending')
    .map(({ domainName, status, error }) => `${domainName}: ${error ?? `authorization is ${status}`}`);
  const seen = reasons.length > 0 ? reasons.join('; ') : (order.error ?? 'it gave no reason');
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: authorizations.map(({ domainName }) => domainName).join(', '),
    message: `The CA did not accept the proof of control. It says: ${seen}. The stored certificate stays live; a new order is made at the next try.`,
  });
}

function unusable({ domainName, status, challenge, error }: Authorization): RenewerError {
  const seen = challenge ? `its authorization is ${status}` : 'the CA offers no dns-01 challenge for it';
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: domainName,
    message: `${domainName} cannot be validated: ${seen}${error ? ` (${error})` : ''}.`,
  });
}
