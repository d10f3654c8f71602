/**
 * Judges the names of one certificate together: Let's Encrypt refuses some sets although each name alone is fine.
 * Pure. Reports all faults in one go.
 */
import { checkDomainName, parentOf } from './name.ts';

type NameFault = { index: number; fault: string };
type NameSetCheck = { names: string[] } | { faults: NameFault[] };

/** Let's Encrypt's limit of names in one order (profile `classic`). */
const MAX_DOMAIN_NAMES = 100;

/** More names by far than any CA takes: nobody reads a fault for each of them. */
const MOST_JUDGED = 1_000;

/** These profiles of Let's Encrypt take fewer. */
const MAX_OF_PROFILE: Readonly<Record<string, number>> = { tlsserver: 25, shortlived: 25 };

/** How many names a certificate of this profile may hold. An unknown profile gets the general limit. */
export function mostDomainNames(profile: string | undefined): number {
  const isKnown = profile !== undefined && Object.hasOwn(MAX_OF_PROFILE, profile);
  return (isKnown && MAX_OF_PROFILE[profile]) || MAX_DOMAIN_NAMES;
}

/** The names in canonical form and in the order given, or every fault with the index of its name. */
export function checkDomainNames(names: string[]): NameSetCheck {
  if (names.length > MOST_JUDGED) return { faults: faultsOfCount(names.length) };
  const checks = names.map(checkDomainName);
  const canonical = checks.map((check) => ('name' in check ? check.name : undefined));
  const faults = [
    ...faultsOfCount(names.length),
    ...checks.flatMap((check, index) => ('fault' in check ? [{ index, fault: check.fault }] : [])),
    ...faultsAmong(canonical),
  ];
  if (faults.length > 0) return { faults: faults.sort((a, b) => a.index - b.index) };
  return { names: canonical.filter((name) => name !== undefined) };
}

function faultsOfCount(count: number): NameFault[] {
  if (count === 0) return [{ index: 0, fault: 'no domain name is given: a certificate needs at least one' }];
  if (count <= MAX_DOMAIN_NAMES) return [];
  const fault = `${count} domain names are given: a certificate holds at most ${MAX_DOMAIN_NAMES}`;
  return [{ index: MAX_DOMAIN_NAMES, fault }];
}

function faultsAmong(names: (string | undefined)[]): NameFault[] {
  const all = new Set(names);
  const before = new Set<string>();
  return names.flatMap((name, index) => {
    if (name === undefined) return [];
    if (before.has(name)) return [{ index, fault: `"${name}" is given twice: remove one` }];
    before.add(name);
    const wildcard = `*.${parentOf(name)}`;
    if (wildcard === name || !all.has(wildcard)) return [];
    return [
      { index, fault: `"${name}" is covered by "${wildcard}": the CA refuses both in one certificate` },
    ];
  });
}
