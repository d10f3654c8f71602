/** What is known of one certificate: a word before each line. Times are in UTC. */

import { describeOwner, parseOwner } from '../../functions/engine/declare/owner.ts';
import { listed } from '../../functions/engine/errors.ts';
import type { UsedLimit } from '../../functions/engine/issuance/own-limits.ts';
import { shortInstant } from '../../functions/engine/notify/time-words.ts';
import { resourceWords } from '../../functions/engine/probe/resource-words.ts';
import type { CertificateDetails, KnownAdvice } from '../../functions/engine/renewal/certificate-details.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { Revocation } from '../../functions/engine/renewal/state.ts';
import { becauseText } from './cells.ts';
import type { RenewerStatus } from './status-text.ts';

/** A word, and the lines behind it. A command stays on one line, to be copied. */
export type Fact = [label: string, lines: readonly (string | { command: string } | undefined)[]];

const MOST_NAMES = 3;
const MOST_ARNS = 2;
const MOST_USES = 3;

/** What a person searches for first: they stand on the first screen. */
export function firstFacts(
  status: CertificateStatus,
  details: CertificateDetails,
  bundleUrl: string,
  now: Date,
): Fact[] {
  const arns = arnsOf(status);
  return [
    ['Names', [listed(details.domainNames, MOST_NAMES)]],
    ['ARN', arns.length > MOST_ARNS ? [arns[0], `and ${arns.length - 1} more, below`] : arns],
    ['Used', [usedText(status, now)]],
    ['S3', [status.certificate && bundleUrl]],
  ];
}

function arnsOf({ targets }: CertificateStatus): string[] {
  return targets.flatMap(({ kind, arn }) => (kind === 'acm' && arn ? [arn] : []));
}

/** Of what nobody declares any more it is never asked again. */
function usedText({ usedBy = [], targets, word, known }: CertificateStatus, now: Date): string | undefined {
  if (usedBy.length === 0) return undefined;
  const isOne = targets.filter(({ kind }) => kind === 'acm').length < 2;
  const words = usedBy.map((arn) => resourceWords(arn) + (isOne ? '' : ` (${regionOf(arn)})`));
  const { usesReadAt } = known;
  const seen = word === 'removed' && usesReadAt ? `, seen ${shortInstant(usesReadAt, now)}` : '';
  return listed(words, MOST_USES) + seen;
}

/** CloudFront has no region in its ARNs, and takes certificates of us-east-1. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] || 'us-east-1';
}

/** @param of how the renewer is called, and its release. */
export function otherFacts(
  status: CertificateStatus,
  details: CertificateDetails,
  { renewer }: Pick<RenewerStatus, 'renewer'>,
  now: Date,
): Fact[] {
  const { certificate, renewsAt, secretArn, known } = status;
  const { advice, orders } = details;
  const owner = known.owner;
  return [
    ['CA', [details.certificateAuthority]],
    ['Account', [details.accountUrl]],
    ['Profile', [details.profile ?? 'the CA’s own choice']],
    ['Key', [details.keyAlgorithm]],
    ['Zone', [[...new Set(Object.values(details.zones))].join(', ') || undefined]],
    ['Serial', [certificate?.serial]],
    ['SHA-256', [certificate?.sha256]],
    [
      'Valid',
      [
        certificate &&
          `${shortInstant(certificate.notBefore, now)} to ${shortInstant(certificate.notAfter, now)}`,
      ],
    ],
    ['Renews', [renewsAt && `${shortInstant(renewsAt, now)}, ${becauseText(status)}`]],
    ['Advice', advice ? adviceLines(advice, now) : []],
    ['Revoked', (known.state?.revocations ?? []).map((one) => revocationText(one, now))],
    ['Limits', [...details.limits.map(limitText), orders && ordersText(orders)]],
    ['ARNs', arnsOf(status).length > MOST_ARNS ? arnsOf(status) : []],
    ['Secret', [secretArn]],
    ['Uses', usesLines(status, now)],
    ['Owner', [owner && describeOwner(parseOwner(owner) ?? owner)]],
    ['Renewer', [`${renewer.renewerName}, ${renewer.region}, release ${renewer.version}`]],
  ];
}

function adviceLines({ window, askAgainAt, explanationUrl }: KnownAdvice, now: Date): string[] {
  const span = `renew between ${shortInstant(window.startsAt, now)} and ${shortInstant(window.endsAt, now)}`;
  const asked = askAgainAt ? `; asked again ${shortInstant(askAgainAt, now)}` : '';
  return [`${span}${asked}`, ...(explanationUrl === undefined ? [] : [`why: ${explanationUrl}`])];
}

function revocationText({ serial, reason, askedAt, revokedAt }: Revocation, now: Date): string {
  const done = revokedAt ? shortInstant(revokedAt, now) : 'not yet';
  return `${done}: serial ${serial}, ${reason}, asked for ${shortInstant(askedAt, now)}`;
}

export function limitText({ of, name, used, most, mostOfCa, hours }: UsedLimit): string {
  const what = of === 'certificates' ? 'certificates for these names' : `failed validations of ${name}`;
  const span = hours === 1 ? 'an hour' : `${hours / 24} days`;
  return `${used} of ${most} ${what} in ${span} (Let’s Encrypt: ${mostOfCa})`;
}

export function ordersText({ used, most, hours }: NonNullable<CertificateDetails['orders']>): string {
  return `${used} of ${most} orders of this renewer in ${hours} hours`;
}

function usesLines({ usedBy = [], known }: CertificateStatus, now: Date): string[] {
  const { usesReadAt } = known;
  return usedBy.length > 0 && usesReadAt
    ? [...usedBy, `as ACM had it ${shortInstant(usesReadAt, now)}`]
    : usedBy;
}
