/** Does the CA answer, has it the same time, does it offer the profile, and does it want more of a new account? No account is made. */

import { printable } from '../errors.ts';
import type { AuthorityMeta } from '../ports/acme.ts';
import { CLOCK_FIX, clockFault } from './clock-skew.ts';
import { type Finding, failedOrSilent, failure, ok, type Settled, warning } from './findings.ts';

export function examineAuthority(
  directoryUrl: string,
  meta: Settled<AuthorityMeta>,
  profile: string | undefined,
): Finding[] {
  const about = { check: 'ca', subject: directoryUrl };
  if ('error' in meta) return [failedOrSilent(about, meta.error, 'the CA')];
  return [
    ok(about, 'answers'),
    ...examineClock(directoryUrl, meta.value),
    ...examineProfile(directoryUrl, meta.value.profiles, profile),
    ...examineAccountRules(directoryUrl, meta.value),
  ];
}

function examineClock(directoryUrl: string, { clockAheadMs }: AuthorityMeta): Finding[] {
  const fault = clockFault(clockAheadMs);
  return fault === undefined ? [] : [warning({ check: 'clock', subject: directoryUrl }, fault, CLOCK_FIX)];
}

function examineProfile(directoryUrl: string, offered: string[], profile: string | undefined): Finding[] {
  const about = { check: 'profile', subject: directoryUrl };
  const list = offered.map((name) => printable(name, 80)).join(', ');
  if (profile === undefined) {
    return [
      ok(
        about,
        list === ''
          ? 'the CA has no profiles, and none is asked for'
          : `none is asked for; the CA offers ${list}`,
      ),
    ];
  }
  if (offered.includes(profile)) return [ok(about, `the CA offers ${profile}`)];
  const fix = list === '' ? 'Leave the profile out: this CA has none.' : `Choose one of ${list}.`;
  return [failure(about, `the CA has no profile "${printable(profile, 80)}"`, fix)];
}

function examineAccountRules(directoryUrl: string, { externalAccountRequired }: AuthorityMeta): Finding[] {
  if (!externalAccountRequired) return [];
  return [
    warning(
      { check: 'account', subject: directoryUrl },
      'the CA takes new accounts only with an external account binding (RFC 8555 §7.3.4)',
      'Get a key id and an HMAC key there. They go into a secret before the first certificate (docs/configuration.md, ' +
        '“Another CA”); for `try`, into DNSCALE_CERTS_EAB_KID and DNSCALE_CERTS_EAB_HMAC_KEY.',
    ),
  ];
}
