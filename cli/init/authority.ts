/** What `init` says and writes of the CA that `--server` names: its name, its terms, the external account that it may want. Pure. */
import { authorityName, DEFAULTS, isLetsEncrypt } from '../../functions/engine/config/defaults.ts';
import { shellWord } from '../shell-word.ts';

type Authority = {
  /** As a sentence has it. */
  name: string;
  /** Of `CertificateAuthority`. @default - it has none */
  constant?: string;
  /** It makes no account without one of a customer of its own. @default false */
  wantsExternalAccount?: true;
  /** It makes no account without an address. @default false */
  wantsContact?: true;
};

/** By their short names. */
const AUTHORITIES: Readonly<Record<string, Authority>> = {
  letsencrypt: { name: 'Let’s Encrypt', constant: 'LETS_ENCRYPT' },
  'letsencrypt-staging': { name: 'Let’s Encrypt', constant: 'LETS_ENCRYPT_STAGING' },
  google: { name: 'Google', constant: 'GOOGLE', wantsExternalAccount: true },
  'google-staging': { name: 'Google', constant: 'GOOGLE_STAGING', wantsExternalAccount: true },
  zerossl: { name: 'ZeroSSL', constant: 'ZEROSSL', wantsExternalAccount: true, wantsContact: true },
};

const LETS_ENCRYPT_TERMS = 'https://letsencrypt.org/repository';

export function authorityOf(directoryUrl: string): Authority {
  return AUTHORITIES[authorityName(directoryUrl)] ?? { name: 'This CA' };
}

/** Where its terms of service are: RFC 8555 §7.1.1 has the directory name them. */
export function termsOf(directoryUrl: string): string {
  return isLetsEncrypt(directoryUrl) ? LETS_ENCRYPT_TERMS : `named in ${directoryUrl}`;
}

export function isDefault(directoryUrl: string): boolean {
  return authorityName(directoryUrl) === DEFAULTS.certificateAuthority;
}

/** For `doctor`, which asks the same one by default. */
export function serverOption(directoryUrl: string): string {
  return isDefault(directoryUrl) ? '' : ` --server ${shellWord(authorityName(directoryUrl))}`;
}
