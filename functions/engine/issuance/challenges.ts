/** An order's authorizations (RFC 8555 §7.1.4), and the TXT values that answer their challenges. */
import pMap from 'p-map';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { challengeName } from '../dns/name.ts';
import { printable, RenewerError } from '../errors.ts';
import type { AcmeServer, Authorization, Order } from '../ports/acme.ts';
import type { TxtRecord } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import type { ChallengeTargets } from './issuance-job.ts';

/** An authorization that waits for its challenge, with the TXT value that answers it. */
export type PendingChallenge = {
  domainName: string;
  authorizationUrl: string;
  challengeUrl: string;
  record: TxtRecord;
};

/** Let's Encrypt allows 20 requests a second with a burst of 10; the other requests of the run share that. */
export const PARALLEL_READS = 5;

export function fetchAuthorizations(
  order: Order,
  acme: Pick<AcmeServer, 'getAuthorization'>,
  deadline: Deadline,
): Promise<Authorization[]> {
  return pMap(order.authorizationUrls, (url) => acme.getAuthorization(url, deadline), {
    concurrency: PARALLEL_READS,
  });
}

/** The values to publish. Authorizations that the CA reuses come back `valid` and need nothing. */
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
      const { name, zone, wildcardHost } = target;
      const brief = typeof wildcardHost === 'object';
      return {
        domainName: fullName(authorization),
        authorizationUrl: authorization.url,
        challengeUrl: challenge.url,
        record: {
          zoneId: zone.id,
          zoneName: zone.name,
          name,
          value: challenge.txtValue,
          ...(brief && { brief }),
        },
      };
    });
}

/** With `*.` for a wildcard. */
export function fullName({ domainName, wildcard }: Authorization): string {
  return wildcard ? `*.${domainName}` : domainName;
}

/** The CA, by the host of one of its URLs. */
export function hostOf({ url }: { url: string }): string {
  return URL.parse(url)?.host ?? printable(url);
}

function unusable(authorization: Authorization, target: ChallengeTarget | undefined): RenewerError {
  const { status, challenge, error } = authorization;
  const seen =
    (status !== 'pending' && `its authorization is ${status}`) ||
    (!challenge && 'it offers no dns-01 challenge for it') ||
    (!target && 'it asks for it, but it is no name of this certificate');
  return new RenewerError({
    code: 'challenge-invalid',
    disposition: 'next-run',
    subject: fullName(authorization),
    message:
      `The CA at ${hostOf(authorization)} cannot validate ${fullName(authorization)}: ${seen}` +
      `${error ? ` (${error})` : ''}.`,
    adviceToCaller: 'Run this again: it makes a new order.',
    next: 'The stored certificate stays live, and the next run makes a new order.',
  });
}
