/**
 * Do CAA records (RFC 8659, RFC 8657) let this CA issue, and how could they be pinned to it? The doctor has no account
 * at the CA and makes none: what hangs on the account's URL is left to the reader.
 */
import pMap from 'p-map';
import { judgeCaa, pinningRecord } from '../dns/caa.ts';
import { withoutWildcard } from '../dns/name.ts';
import { printable } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { AuthorityMeta } from '../ports/acme.ts';
import type { DnsLookups } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type FoundCaa, findCaa } from './check-caa.ts';
import { bounded, type Finding, failure, ok, unknown, warning } from './findings.ts';

const NAMES_AT_ONCE = 20;

export async function examineCaa(
  domainNames: readonly string[],
  { caaIdentities: issuers }: AuthorityMeta,
  lookups: Pick<DnsLookups, 'lookUpCaa'>,
  deadline: Deadline,
): Promise<Finding[]> {
  const lookUpCaa = memoize((name: string) => lookups.lookUpCaa(name, deadline));
  const examine = async (domainName: string) => {
    const found = await findCaa(domainName, { lookUpCaa }, deadline);
    return issuers.length > 0 ? judge(domainName, found, issuers) : withoutIssuers(domainName, found);
  };
  const findings = await pMap(
    domainNames,
    (domainName) => bounded(aboutCaa(domainName), async () => [await examine(domainName)], deadline),
    { concurrency: NAMES_AT_ONCE },
  );
  return eachHintOnce(findings.flat());
}

/** A name and its wildcard, or all names below one RRset, would be given the same advice. */
function eachHintOnce(findings: Finding[]): Finding[] {
  const given = new Set<string>();
  return findings.map((finding) => {
    const { fix, ...rest } = finding;
    if (finding.verdict !== 'ok' || fix === undefined) return finding;
    if (given.has(fix)) return rest;
    given.add(fix);
    return finding;
  });
}

function judge(domainName: string, { records, foundAt }: FoundCaa, issuers: readonly string[]): Finding {
  const about = aboutCaa(domainName);
  const verdict = judgeCaa({ records, foundAt, domainName, issuers });
  switch (verdict.allowed) {
    case true:
      return ok(about, verdict.reason, howToPin(domainName, { records, foundAt }, issuers));
    case false:
      return failure(about, verdict.reason, verdict.remedy);
    default:
      return warning(
        about,
        `the CAA records at ${foundAt} let in ${issuers.join(' or ')} for one account only: ${accountsIn(records)}`,
        'Check that this is the account that will ask. `dnscale-certs try` makes one of its own, at staging.',
      );
  }
}

/** Some private CAs do not say under which name they look for themselves. */
function withoutIssuers(domainName: string, { records, foundAt }: FoundCaa): Finding {
  const about = aboutCaa(domainName);
  if (records.length === 0) return ok(about, 'there are no CAA records: any CA may issue');
  const shown = records
    .map(({ tag, value }) => `${printable(tag, 40)} "${printable(value, 200)}"`)
    .join(', ');
  return unknown(
    about,
    `the CAA records at ${foundAt} are ${shown}, but this CA does not say which of them would mean itself`,
  );
}

/** Where `validationmethods` is set, or wildcards have a record of their own, somebody has given it thought already. */
function howToPin(
  domainName: string,
  { records, foundAt }: FoundCaa,
  [issuer = '']: readonly string[],
): string | undefined {
  if (records.some(({ tag, value }) => tag === 'issuewild' || /validationmethods/i.test(value)))
    return undefined;
  if (records.length === 0) {
    return `To let in this CA only, and by DNS only: ${pinningRecord(withoutWildcard(domainName), issuer)}`;
  }
  return `To let it in by DNS only: ${pinningRecord(foundAt, issuer)}, in place of the record that lets it in.`;
}

function accountsIn(records: FoundCaa['records']): string {
  const urls = records.flatMap(({ value }) => [
    ...value.matchAll(/accounturi[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]+)/g),
  ]);
  return [...new Set(urls.map(([, url = '']) => printable(url)))].join(', ');
}

function aboutCaa(domainName: string) {
  return { check: 'caa', subject: domainName };
}
