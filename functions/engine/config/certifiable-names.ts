/**
 * Names that no public CA certifies, by the public suffix list: a suffix itself, or a name under a top-level domain that is
 * reserved. Pure. It holds the whole list, so only synth, `doctor` and `try` load it, never the functions.
 */
import { parse } from 'tldts';
import { withoutWildcard } from '../dns/name.ts';
import { CERTIFICATE_AUTHORITIES } from './defaults.ts';

export type DoubtfulName = {
  domainName: string;
  /** The CA is sure to refuse it. Otherwise it may know better, as a private CA or one with a newer list does. */
  isFault: boolean;
  /** A sentence that begins with the name. */
  words: string;
  /** What to do, as a sentence. */
  fix: string;
};

/** Those of the names (canonical) that the CA will refuse, or may. */
export function doubtfulNames(domainNames: readonly string[], directoryUrl: string): DoubtfulName[] {
  const isPublicCa = Object.values(CERTIFICATE_AUTHORITIES).includes(directoryUrl);
  return domainNames.flatMap((domainName) => {
    const doubt = judge(domainName);
    if (!doubt) return [];
    const { isCertain, why, fix } = doubt;
    return [{ domainName, isFault: isPublicCa && isCertain, words: `"${domainName}" ${why}`, fix }];
  });
}

type Doubt = { isCertain: boolean; why: string; fix: string };

/** Only the ICANN section counts (decision 0016): a name such as github.io is certified. */
const LIST = { allowPrivateDomains: false, detectSpecialUse: true };

const REGISTERED = 'Give a name of a domain that you have registered';

function judge(domainName: string): Doubt | undefined {
  const base = withoutWildcard(domainName);
  const { domain, isIcann, isSpecialUse, publicSuffix } = parse(base, LIST);
  const suffix = publicSuffix ?? base;
  if (isReserved(suffix, { isIcann, isSpecialUse })) {
    const why = `ends in .${suffix}, which is reserved and not on the Internet: no public CA certifies it`;
    return { isCertain: true, why, fix: `${REGISTERED}, or use a CA of your own.` };
  }
  if (!isIcann) {
    const why = `ends in .${suffix}, a top-level domain that the public suffix list of this release does not know`;
    return {
      isCertain: false,
      why,
      fix: `If the name is misspelt, correct it: a public CA refuses it then.`,
    };
  }
  if (domain !== null) return undefined;
  const why = `asks for ${suffix}, a public suffix under which anybody may register names: no public CA certifies it`;
  return { isCertain: true, why, fix: `${REGISTERED}, such as ${underneath(domainName, suffix)}.` };
}

/** Of what tldts calls special (RFC 6761), example.com and its like are names as all others to a CA. */
function isReserved(
  suffix: string,
  seen: { isIcann: boolean | null; isSpecialUse: boolean | null },
): boolean {
  if (OFF_THE_INTERNET.includes(suffix)) return true;
  return seen.isSpecialUse === true && !seen.isIcann;
}

/** On the list, yet never certified by DNS (RFC 7686, RFC 8375); and ICANN's own domain for private use, not on the list. */
const OFF_THE_INTERNET = ['onion', 'home.arpa', 'internal'];

function underneath(domainName: string, suffix: string): string {
  return domainName === suffix ? `example.${suffix}` : `*.example.${suffix}`;
}
