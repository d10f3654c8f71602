/**
 * Does the CA answer, does its clock agree with ours, does it offer the profile, and what does it want of a new account?
 * No account is made. Pure.
 */

import type { Attempt } from '../attempt.ts';
import { DOCS_URL } from '../config/docs-url.ts';
import { printable } from '../errors.ts';
import type { AuthorityMeta } from '../ports/acme.ts';
import { CLOCK_FIX, clockFault, isProfileOffered } from './authority-rules.ts';
import { type Finding, failedOrSilent, failure, ok, warning } from './findings.ts';

export function examineAuthority(
  directoryUrl: string,
  meta: Attempt<AuthorityMeta>,
  profile: string | undefined,
): Finding[] {
  const about = { check: 'ca', subject: directoryUrl };
  if ('error' in meta) return [failedOrSilent(about, meta.error, 'the CA')];
  return [
    ok(about, 'answers'),
    ...examineClock(directoryUrl, meta.value),
    examineProfile(directoryUrl, meta.value, profile),
    ...examineAccountRules(directoryUrl, meta.value),
  ];
}

function examineClock(directoryUrl: string, { clockAheadMs }: AuthorityMeta): Finding[] {
  const fault = clockFault(clockAheadMs);
  return fault === undefined ? [] : [warning({ check: 'clock', subject: directoryUrl }, fault, CLOCK_FIX)];
}

function examineProfile(directoryUrl: string, meta: AuthorityMeta, profile: string | undefined): Finding {
  const about = { check: 'profile', subject: directoryUrl };
  const offered = meta.profiles.map((name) => printable(name, 80)).join(', ');
  if (profile === undefined) {
    const hasNone = 'the CA has no profiles, and none is asked for';
    return ok(about, offered === '' ? hasNone : `none is asked for; the CA offers ${offered}`);
  }
  if (isProfileOffered(profile, meta)) return ok(about, `the CA offers ${profile}`);
  const fix = offered === '' ? 'Leave the profile out: this CA has none.' : `Choose one of ${offered}.`;
  return failure(about, `the CA has no profile "${printable(profile, 80)}"`, fix);
}

function examineAccountRules(directoryUrl: string, { externalAccountRequired }: AuthorityMeta): Finding[] {
  if (!externalAccountRequired) return [];
  return [
    warning(
      { check: 'account', subject: directoryUrl },
      'the CA takes new accounts only with an external account binding (RFC 8555 §7.3.4)',
      'Get a key id and an HMAC key there. They go into a secret before the first certificate ' +
        `(${DOCS_URL}/configuration.md#another-ca); for \`try\`, into DNSCALE_CERTS_EAB_KID and DNSCALE_CERTS_EAB_HMAC_KEY.`,
    ),
  ];
}
