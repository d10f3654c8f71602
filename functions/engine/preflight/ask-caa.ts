/**
 * Asks before an order is spent what the CA will ask too: do CAA records let it issue? Climbs towards the root
 * (RFC 8659 §3); dns/caa.ts judges what it finds. A failed lookup does not mean "no records": the CA refuses then. Where
 * nobody here could be asked, that says nothing about the CA's own look-up.
 */

import { type Attempt, attemptEach } from '../attempt.ts';
import { type CaaQuestion, type CaaVerdict, judgeCaa } from '../dns/caa.ts';
import { isWildcard, withoutWildcard } from '../dns/name.ts';
import { asRenewerError, printable } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { DnsLookups } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';

export type CaaSource = {
  lookups: Pick<DnsLookups, 'lookUpCaa' | 'lookUpCname'>;
  /** The names by which CAA records know the CA. */
  issuers: readonly string[];
  /** The URL of our account, asked for once and only where a record names one. @default none: the verdict stays open */
  readAccountUrl?: (() => Promise<string>) | undefined;
};

export type FoundCaa = Pick<CaaQuestion, 'records' | 'foundAt'>;

/** Nobody could be asked for the records of `foundAt`, on which the verdict depends; in plain words. */
type Unasked = { unasked: string };

/** @property verdict undefined for a CA that does not say by which names CAA records know it, and where `unasked` is set. */
export type CaaAnswer = FoundCaa & Partial<Unasked> & { verdict: CaaVerdict | undefined };

export type NamedCaa = { domainName: string; answer: Attempt<CaaAnswer> };

const NAMES_AT_ONCE = 20;

/** In the order of the names, which share their parents: each name is asked for once. */
export async function askCaa(
  domainNames: readonly string[],
  { lookups, issuers, readAccountUrl }: CaaSource,
  deadline: Deadline,
): Promise<NamedCaa[]> {
  const once: CaaSource = {
    issuers,
    lookups: {
      lookUpCname: lookups.lookUpCname,
      lookUpCaa: memoize((name: string) => lookups.lookUpCaa(name, deadline)),
    },
    readAccountUrl: readAccountUrl && memoize(readAccountUrl),
  };
  const ask = (domainName: string) => askFor(domainName, once, deadline);
  const attempts = await attemptEach(domainNames, NAMES_AT_ONCE, ask, deadline);
  return attempts.map(({ item: domainName, ...answer }) => ({ domainName, answer }));
}

async function askFor(domainName: string, source: CaaSource, deadline: Deadline): Promise<CaaAnswer> {
  const { lookups, issuers, readAccountUrl } = source;
  const found = await findCaa(domainName, lookups, deadline);
  if (issuers.length === 0 || 'unasked' in found) return { ...found, verdict: undefined };
  const question: CaaQuestion = { ...found, domainName, issuers };
  let verdict = judgeCaa(question);
  if (verdict.allowed === 'depends' && readAccountUrl) {
    question.accountUrl = await readAccountUrl();
    verdict = judgeCaa(question);
  }
  if (verdict.allowed !== false) return { ...found, verdict };
  return { ...found, verdict: (await refusalBehindCname(question, lookups, deadline)) ?? verdict };
}

/** The RRset that counts for the name: its own, else the nearest above it. The root has none and is not asked. */
export async function findCaa(
  domainName: string,
  { lookUpCaa }: Pick<DnsLookups, 'lookUpCaa'>,
  deadline: Deadline,
): Promise<FoundCaa | (FoundCaa & Unasked)> {
  const names = upwards(withoutWildcard(domainName));
  // All at once: few names have CAA records of their own, so the names above are needed anyway.
  const asked = names.map((name) => ({ name, answer: lookUpCaa(name, deadline) }));
  // A failure above the RRset that counts matters neither here nor to the CA.
  for (const { answer } of asked) answer.catch(() => {});
  for (const [i, { name, answer }] of asked.entries()) {
    const records = await answer.catch((thrown: unknown) => rethrowHighest(thrown, asked.slice(i + 1)));
    if ('kind' in records) return { records: [], foundAt: name, unasked: records.reason };
    if (records.length > 0) return { records, foundAt: name };
  }
  return { records: [], foundAt: names[0] ?? domainName };
}

/** What is broken is broken from there down: every name below fails with it. @throws that of the highest name that fails alike. */
async function rethrowHighest(
  thrown: unknown,
  above: readonly { answer: Promise<unknown> }[],
): Promise<never> {
  let highest = thrown;
  for (const { answer } of above) {
    const failure = await answer.then(
      () => undefined,
      (other: unknown) => asRenewerError(other),
    );
    if (failure?.code !== asRenewerError(thrown).code) break;
    highest = failure;
  }
  throw highest;
}

function upwards(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}

/** CAA lookups follow CNAMEs: then the records are not where the operator would search for them. */
async function refusalBehindCname(
  question: CaaQuestion,
  { lookUpCname }: Pick<DnsLookups, 'lookUpCname'>,
  deadline: Deadline,
): Promise<CaaVerdict | undefined> {
  const { foundAt, domainName } = question;
  const target = await lookUpCname(foundAt, deadline).catch(() => undefined);
  if (target === undefined) return undefined;
  const kept = printable(target);
  const named = isWildcard(domainName) ? `*.${kept}` : kept;
  const verdict = judgeCaa({ ...question, foundAt: kept, domainName: named });
  if (verdict.allowed !== false) return undefined;
  return { ...verdict, reason: `${verdict.reason} (${foundAt} is a CNAME to ${kept}, so these count)` };
}
