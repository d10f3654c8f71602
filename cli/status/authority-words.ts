/** A CA as people call it, by the URL of its directory. Pure. */
import { authorityName } from '../../functions/engine/config/defaults.ts';
import { ownValue } from '../../functions/engine/own-value.ts';

/** By its short name. */
const WORDS: Readonly<Record<string, string>> = {
  letsencrypt: 'Let’s Encrypt',
  'letsencrypt-staging': 'Let’s Encrypt’s staging (browsers do not trust it)',
  google: 'Google Trust Services',
  'google-staging': 'Google’s staging (browsers do not trust it)',
  zerossl: 'ZeroSSL',
};

/** Of one that we do not know, its host. */
export function authorityWords(directoryUrl: string): string {
  return ownValue(WORDS, authorityName(directoryUrl)) ?? URL.parse(directoryUrl)?.host ?? directoryUrl;
}
