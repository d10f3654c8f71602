/**
 * Asks before an order is spent what the CA will ask too: do CAA records let it issue? Climbs towards the root
 * (RFC 8659 §3); dns/caa.ts judges what is found. A lookup that fails is no "nothing found": the CA refuses then.
 */
import { type CaaQuestion, judgeCaa } from '../dns/caa.ts';
import { isWildcard, withoutWildcard } from '../dns/name.ts';
import { printable, RenewerError } from '../errors.ts';
import { memoize } from '../memoize.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { DnsLookups } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { checkInOrder } from './check-in-order.ts';

export type CaaLookups = Pick<DnsLookups, 'lookUpCaa' | 'lookUpCname'>;

export type CaaPorts = { acme: Pick<AcmeServer, 'readMeta' | 'readAccountUrl'>; lookups: CaaLookups };

export type FoundCaa = Pick<CaaQuestion, 'records' | 'foundAt'>;

const NAMES_AT_ONCE = 20;
const MAX_REFUSALS_SHOWN = 5;

/**
 * A CA that does not say by which names CAA records know it cannot be judged, and is not.
 * @throws RenewerError `caa-forbids`, and what the ports throw.
 */
export async function checkCaa(
  domainNames: readonly string[],
  { acme, lookups }: CaaPorts,
  deadline: Deadline,
): Promise<void> {
  const { caaIdentities: issuers } = await acme.readMeta(deadline);
  if (issuers.length === 0) return;
  const ask: CaaQuestions = {
    issuers,
    // A hundred names share their parents: each name above them is asked for once.
    lookups: { ...lookups, lookUpCaa: memoize((name, asked) => lookups.lookUpCaa(name, asked)) },
    readAccountUrl: memoize(() => acme.readAccountUrl(deadline)),
  };
  const refusals = await checkInOrder(domainNames, NAMES_AT_ONCE, (domainName) =>
    findRefusal(domainName, ask, deadline),
  );
  const texts = new Set(refusals.filter((refusal) => refusal !== undefined));
  if (texts.size > 0) throw caaForbids(domainNames[refusals.findIndex(Boolean)] ?? '', [...texts]);
}

/** The RRset that counts for the name: its own, else the nearest above it. The root has none and is not asked. */
export async function findCaa(
  domainName: string,
  { lookUpCaa }: Pick<DnsLookups, 'lookUpCaa'>,
  deadline: Deadline,
): Promise<FoundCaa> {
  const names = upwards(withoutWildcard(domainName));
  // All at once: hardly any name has CAA records of its own, so that the ones above are needed anyway.
  const asked = names.map((name) => ({ name, answer: lookUpCaa(name, deadline) }));
  // What fails above the RRset that counts does not matter, to the CA neither.
  for (const { answer } of asked) answer.catch(() => {});
  for (const { name, answer } of asked) {
    const records = await answer;
    if (records.length > 0) return { records, foundAt: name };
  }
  return { records: [], foundAt: names[0] ?? domainName };
}

type CaaQuestions = {
  issuers: readonly string[];
  lookups: CaaLookups;
  readAccountUrl(): Promise<string>;
};

/** Why the CA would refuse, with what to do; undefined when it would not. */
async function findRefusal(
  domainName: string,
  { issuers, lookups, readAccountUrl }: CaaQuestions,
  deadline: Deadline,
): Promise<string | undefined> {
  const question: CaaQuestion = { ...(await findCaa(domainName, lookups, deadline)), domainName, issuers };
  let verdict = judgeCaa(question);
  if (verdict.allowed === 'depends') {
    // Only now: for the URL, the CA is asked for an account.
    question.accountUrl = await readAccountUrl();
    verdict = judgeCaa(question);
  }
  if (verdict.allowed !== false) return undefined;
  return (await refusalBehindCname(question, lookups, deadline)) ?? `${verdict.reason}. ${verdict.remedy}`;
}

/** CAA records are looked for through CNAMEs: then the records are not where the operator would look for them. */
async function refusalBehindCname(
  question: CaaQuestion,
  lookups: CaaLookups,
  deadline: Deadline,
): Promise<string | undefined> {
  const { foundAt, domainName } = question;
  const target = await lookups.lookUpCname(foundAt, deadline).catch(() => undefined);
  if (target === undefined) return undefined;
  const kept = printable(target);
  const named = isWildcard(domainName) ? `*.${kept}` : kept;
  const verdict = judgeCaa({ ...question, foundAt: kept, domainName: named });
  if (verdict.allowed !== false) return undefined;
  return `${verdict.reason} (${foundAt} is a CNAME to ${kept}, so these count). ${verdict.remedy}`;
}

function upwards(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}

function caaForbids(domainName: string, refusals: string[]): RenewerError {
  const shown = refusals.slice(0, MAX_REFUSALS_SHOWN).join('. Also, ');
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    subject: domainName,
    message: `The CA must not issue for ${domainName}: ${shown}. No order was made.`,
  });
}
