/** Does the CA answer, does it offer the profile, and does it want more of an account than we can give? No account is made. */
import { printable } from '../errors.ts';
import type { AuthorityMeta } from '../ports.ts';
import { type Finding, failed, failure, ok, type Settled } from './findings.ts';

export function examineAuthority(
  directoryUrl: string,
  meta: Settled<AuthorityMeta>,
  profile: string | undefined,
): Finding[] {
  const about = { check: 'ca', subject: directoryUrl };
  if ('error' in meta) return [failed(about, meta.error)];
  return [
    ok(about, 'answers'),
    ...examineProfile(directoryUrl, meta.value.profiles, profile),
    ...examineAccountRules(directoryUrl, meta.value),
  ];
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
    failure(
      { check: 'account', subject: directoryUrl },
      'the CA takes new accounts only with an external account binding (RFC 8555 §7.3.4), which is not supported',
      'Use a CA without one, such as Let’s Encrypt.',
    ),
  ];
}
