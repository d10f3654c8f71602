/**
 * Learns which account at the CA made an order, and tells it when it is new: CAA records may name it (RFC 8657). Only a
 * deployed renewer advises to pin its account; one on a laptop is another.
 */
import { deadlineWithin } from '../deadline.ts';
import { pinningRecord } from '../dns/caa.ts';
import { withoutWildcard } from '../dns/name.ts';
import { ownRecordFirst } from '../dns/wildcard-host.ts';
import { printable } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { EventSink } from '../ports/events.ts';
import type { Clock } from '../ports/time.ts';
import type { StateChanges } from '../renewal/state.ts';
import type { IssuanceJob } from './issuance-job.ts';

export type AccountPorts = {
  acme: Pick<AcmeServer, 'readAccountUrl' | 'readMeta'>;
  clock: Pick<Clock, 'now'>;
  events: EventSink;
  /** The account is the one that renews from now on, so that CAA records may name it. @default false */
  hasDeployedAccount?: boolean | undefined;
};

/** What was read before the order is remembered. Whatever is not, comes with the next order. */
const LONGEST_WAIT_MS = 500;

/**
 * The account at each CA, where that changes. MUST NOT throw, and MUST NOT take long: the order exists, and its URL is written down
 * only with this.
 */
export async function noteAccount(
  { definition, claim, deadline }: Pick<IssuanceJob, 'definition' | 'claim' | 'deadline'>,
  { acme, clock, events, hasDeployedAccount = false }: AccountPorts,
): Promise<Pick<StateChanges, 'accounts'>> {
  const { certificateAuthority, domainNames } = definition;
  const { accounts = {} } = claim.state;
  const bound = deadlineWithin(deadline, LONGEST_WAIT_MS, clock);
  const asked = [acme.readAccountUrl(bound), acme.readMeta(bound)] as const;
  const [url, meta] = await Promise.all(asked).catch(() => []);
  const before = ownValue(accounts, certificateAuthority);
  if (url === undefined || meta === undefined || url === before) return {};
  const accountUrl = printable(url);
  const [issuer] = meta.caaIdentities;
  const [domainName = ''] = domainNames;
  const pin =
    hasDeployedAccount && issuer !== undefined && FITS_INTO_A_RECORD.test(url)
      ? adviceToPin(domainName, pinningRecord(domainName, printable(issuer, 255), url))
      : undefined;
  events.emit({
    event: 'account-noted',
    certificateAuthority,
    accountUrl,
    ...(before !== undefined && { before: printable(before) }),
    message: [whatIsNew(accountUrl, before), pin ?? (hasDeployedAccount ? '' : NOT_THE_DEPLOYED_ONE)]
      .filter((sentence) => sentence !== '')
      .join(' '),
  });
  return { accounts: { ...accounts, [certificateAuthority]: url } };
}

/** RFC 8659 §4.2: the characters of a parameter's value; a quote would end the record's text. */
const FITS_INTO_A_RECORD = /^[\x21\x23-\x3a\x3c-\x7e]{1,500}$/;

const NOT_THE_DEPLOYED_ONE =
  'It is of this folder only: a CAA record with `accounturi` must name the account of the deployed renewer.';

function whatIsNew(accountUrl: string, before: string | undefined): string {
  if (before === undefined) return `The account at the CA is ${accountUrl}.`;
  return (
    `The account at the CA is now ${accountUrl}; it was ${printable(before)}. A CAA record that names that one ` +
    '(`accounturi`) keeps the CA from issuing until it names the new one.'
  );
}

function adviceToPin(domainName: string, record: string): string {
  return (
    `Who wants to let in this account only, and by DNS only (RFC 8657), sets \`${record}\` in place of the records that ` +
    `let the CA in.${ownRecordFirst(withoutWildcard(domainName))} When the account changes (another account key, stack or CA), no certificate is renewed until the ` +
    'record names the new one; `dnscale-certs try` elsewhere has another account and is kept out.'
  );
}
