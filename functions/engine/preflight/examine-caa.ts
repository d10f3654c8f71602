/**
 * Do CAA records (RFC 8659, RFC 8657) let this CA issue, and which record would let in no other? The doctor has no account
 * at the CA and makes none: where the verdict depends on the account, the reader has to compare; and it advises no record
 * that names an account, which only the deployed renewer knows (issuance/note-account.ts).
 */
import { adviceToAdmit } from '../dns/caa.ts';
import { isWithin, withoutWildcard } from '../dns/name.ts';
import { printable } from '../errors.ts';
import type { AuthorityMeta } from '../ports/acme.ts';
import type { Deadline } from '../ports/time.ts';
import { askCaa, type CaaAnswer, type CaaSource, type FoundCaa } from './ask-caa.ts';
import { caaUnasked } from './check-caa.ts';
import { type Finding, failed, failure, ok, unknown, warning } from './findings.ts';

export async function examineCaa(
  domainNames: readonly string[],
  { caaIdentities: issuers }: Pick<AuthorityMeta, 'caaIdentities'>,
  lookups: CaaSource['lookups'],
  deadline: Deadline,
): Promise<Finding[]> {
  const asked = await askCaa(domainNames, { lookups, issuers }, deadline);
  const findings = asked.map(({ domainName, answer }) =>
    'error' in answer ? failed(aboutCaa(domainName), answer.error) : judge(domainName, answer.value, issuers),
  );
  return eachHintOnce(findings);
}

/** A record at a name counts for its wildcard and for all names below it, too. */
function eachHintOnce(findings: Finding[]): Finding[] {
  const isHint = ({ verdict, fix }: Finding) => verdict === 'ok' && fix !== undefined;
  const owners = new Set(findings.filter(isHint).map(({ subject }) => withoutWildcard(subject)));
  const highest = new Set(
    [...owners].filter((owner) => ![...owners].some((above) => above !== owner && isWithin(owner, above))),
  );
  return findings.map((finding) => {
    const { fix, ...rest } = finding;
    // The first with this owner keeps it.
    return !isHint(finding) || highest.delete(withoutWildcard(finding.subject)) ? finding : rest;
  });
}

function judge(domainName: string, { verdict, ...found }: CaaAnswer, issuers: readonly string[]): Finding {
  const about = aboutCaa(domainName);
  if (found.unasked !== undefined)
    return warning(about, caaUnasked(found.foundAt, found.unasked), OTHER_RESOLVER);
  switch (verdict?.allowed) {
    case undefined:
      return withoutIssuers(domainName, found);
    case true:
      return ok(about, verdict.reason, howToAllowOnly(domainName, found, issuers));
    case false:
      return failure(about, verdict.reason, verdict.remedy);
    default:
      return warning(
        about,
        `the CAA records at ${found.foundAt} let in ${issuers.join(' or ')} for one account only: ${accountsIn(found)}`,
        'Check that this is the account of the deployed renewer: its log names it (`account-noted`). ' +
          '`dnscale-certs try` has one of its own, which these records do not let in.',
      );
  }
}

const OTHER_RESOLVER = 'Name a resolver that knows the type CAA with `--resolver`.';

/** Some private CAs do not say by which name CAA records know them. */
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

/** Where there are records, they say already who may issue. */
function howToAllowOnly(
  domainName: string,
  { records }: FoundCaa,
  [issuer = '']: readonly string[],
): string | undefined {
  if (records.length > 0) return undefined;
  return `To let in this CA only: ${adviceToAdmit(withoutWildcard(domainName), issuer)}`;
}

function accountsIn({ records }: FoundCaa): string {
  const urls = records.flatMap(({ value }) => [
    ...value.matchAll(/accounturi[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]+)/g),
  ]);
  return [...new Set(urls.map(([, url = '']) => printable(url)))].join(', ');
}

function aboutCaa(domainName: string) {
  return { check: 'caa', subject: domainName };
}
