/** Whether ACM's own free certificate does what is wanted, and what each way costs. Pure; it asks nobody. */
import { withoutWildcard } from '../../functions/engine/dns/name.ts';
import { domainOptions, shellWord } from '../shell-word.ts';
import { USES, type UseName } from './uses.ts';

/** ACM's, as its page had them; the README has the same. */
export const PRICES = {
  asOf: 'November 2026',
  exportableNameUsd: 7,
  exportableWildcardUsd: 79,
  /** Of a renewer with all its certificates. */
  monthUsd: 4,
} as const;

/** Of ACM's own certificates: 10 names by default, and 100 when Service Quotas has raised that. */
const ACM_NAMES = 10;

export type Advice = {
  verdict: 'acm-free' | 'dnscale-certs';
  domainNames: readonly string[];
  uses: readonly UseName[];
  /** A sentence. */
  why: string;
  /** Names that get a CNAME at DNScale for ACM's validation: a wildcard shares that of its parent. */
  cnameNames: readonly string[];
  /** Service Quotas has to be asked first. */
  needsMoreNames: boolean;
  /** Whether ACM's exportable certificate does it too. */
  exportableFits: boolean;
  /** Of it, at each issue and each renewal. */
  exportableUsd: number;
  /** A command. */
  next: string;
};

/** @param domainNames canonical. @param uses one at least. */
export function adviceFor(domainNames: readonly string[], uses: readonly UseName[]): Advice {
  const others = uses.filter((use) => !USES[use].isOfAcm);
  const verdict = others.length === 0 ? 'acm-free' : 'dnscale-certs';
  return {
    verdict,
    domainNames,
    uses,
    why: verdict === 'acm-free' ? WHY_ACM : whyNotAcm(others),
    cnameNames: [...new Set(domainNames.map(withoutWildcard))],
    needsMoreNames: domainNames.length > ACM_NAMES,
    exportableFits: !others.some((use) => BEYOND_EXPORTABLE.includes(use)),
    exportableUsd: exportableUsd(domainNames),
    next:
      verdict === 'acm-free'
        ? requestCommand(domainNames, uses)
        : `dnscale-certs init ${domainOptions(domainNames)}`,
  };
}

/** They are of Amazon's CA, and live as long as ACM says. */
const BEYOND_EXPORTABLE: readonly UseName[] = ['choose-ca', 'short-life'];

const WHY_ACM = 'ACM issues it free of charge and renews it by itself, and all of these take it from there.';

function whyNotAcm(others: readonly UseName[]): string {
  const reasons = Map.groupBy(others, (use) => ('why' in USES[use] ? USES[use].why : ''));
  const parts = [...reasons].map(([why, names]) => `${wordsOf(names)}: ${why}`);
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function wordsOf(uses: readonly UseName[]): string {
  return uses.map((use) => USES[use].words).join(', ');
}

function exportableUsd(domainNames: readonly string[]): number {
  const wildcards = domainNames.filter((name) => name.startsWith('*.')).length;
  return (
    wildcards * PRICES.exportableWildcardUsd + (domainNames.length - wildcards) * PRICES.exportableNameUsd
  );
}

function requestCommand([first = '', ...more]: readonly string[], uses: readonly UseName[]): string {
  return [
    `aws acm request-certificate --domain-name ${shellWord(first)}`,
    ...(more.length > 0 ? [`--subject-alternative-names ${more.map(shellWord).join(' ')}`] : []),
    '--validation-method DNS',
    ...(uses.includes('cloudfront') ? ['--region us-east-1'] : []),
  ].join(' ');
}
