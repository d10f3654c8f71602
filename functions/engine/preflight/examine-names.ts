/** Does the CA take these names into one certificate? Tells all faults in one go. Pure. */
import type { DoubtfulName } from '../config/certifiable-names.ts';
import { isLetsEncrypt } from '../config/defaults.ts';
import { canonicalName, checkDomainName } from '../dns/name.ts';
import { checkDomainNames, mostDomainNames } from '../dns/name-set.ts';
import { printable } from '../errors.ts';
import { type Finding, failure, ok, warning } from './findings.ts';

const MAX_LENGTH_SHOWN = 253;
/** Every CA refuses more; only this many are examined. */
const MOST_EXAMINED = 100;

/** The names that are well-formed by themselves, canonical, each once: the other checks use these. */
export function namesToExamine(given: string[]): string[] {
  const wellFormed = given.flatMap((input) => {
    const check = checkDomainName(input);
    return 'name' in check ? [check.name] : [];
  });
  return [...new Set(wellFormed)].slice(0, MOST_EXAMINED);
}

type CaAndProfile = { directoryUrl: string; profile?: string | undefined };

/** @param doubtful of `namesToExamine`. */
export function examineNames(
  given: string[],
  { directoryUrl, profile }: CaAndProfile,
  doubtful: readonly DoubtfulName[],
): Finding[] {
  const faults = [...faultsOf(given), ...faultOfCount(given.length, profile)];
  const doubts = doubtful.map(findingOf);
  const isRefused = [...faults, ...doubts].some(({ verdict }) => verdict === 'failure');
  return [...faults, ...doubts, ...(isRefused ? [] : [allValid(given, { directoryUrl, profile })])];
}

function faultsOf(given: string[]): Finding[] {
  const check = checkDomainNames(given);
  if ('names' in check) return [];
  return check.faults.map(({ index, fault }) => failure(about(given[index]), fault));
}

function findingOf({ domainName, isFault, words, fix }: DoubtfulName): Finding {
  return isFault ? failure(about(domainName), words, fix) : warning(about(domainName), words, fix);
}

/** Only for profiles with a limit of their own: faultsOf checks the general one. */
function faultOfCount(count: number, profile: string | undefined): Finding[] {
  const most = mostDomainNames(profile);
  if (count <= most || most === mostDomainNames(undefined)) return [];
  const seen = `${count} domain names are given: a certificate of the profile ${profile} holds at most ${most}`;
  return [failure(about(), seen, 'Spread them over several certificates, or choose the profile classic.')];
}

/** What other CAs take is theirs to say. */
function allValid(given: string[], { directoryUrl, profile }: CaAndProfile): Finding {
  const count = given.length === 1 ? '1 name' : `${given.length} names`;
  const written = given
    .filter((input) => /[^ -~]/.test(input))
    .map((input) => `; "${printable(input, MAX_LENGTH_SHOWN)}" is ${canonicalName(input)}`);
  const rules = isLetsEncrypt(directoryUrl)
    ? `valid for Let's Encrypt (at most ${mostDomainNames(profile)} fit into one certificate)`
    : 'well-formed';
  return ok(about(), `${count}, ${rules}${written.join('')}`);
}

function about(name?: string) {
  return {
    check: 'names',
    subject: name === undefined ? 'names' : printable(name, MAX_LENGTH_SHOWN) || '""',
  };
}
