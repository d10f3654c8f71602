/**
 * A host that exists only through a wildcard has no address any more while a TXT value stands below it: the name exists
 * then, and is empty (RFC 4592 §2.2.2). This tells such hosts from the zone's records or, where the token sees challenge
 * names only, from the zone's own servers. It changes nothing.
 */
import { createHash } from 'node:crypto';
import type { ExistenceAnswer, ZoneRecord } from '../ports/dns.ts';
import { isAcmeValue } from './leftovers.ts';
import { challengeName, isWithin, parentOf } from './name.ts';

/** The host that loses what the wildcard gives it; the wildcard is known where the token sees it. */
export type WildcardHost = { host: string; wildcard?: string | undefined };

/** @param ask the zone's own servers. */
export type AskExistence = (name: string) => Promise<ExistenceAnswer>;

/**
 * @param owner where the TXT value goes, in the zone `zoneName`.
 * @param below what the zone's servers say of a name below `owner`, where nobody writes.
 * @returns undefined when nothing goes offline; `unknown` when neither records nor servers tell.
 */
export async function findWildcardHost(
  owner: string,
  zoneName: string,
  records: readonly ZoneRecord[],
  below: ExistenceAnswer,
  ask: AskExistence,
): Promise<WildcardHost | 'unknown' | undefined> {
  const host = parentOf(owner);
  if (host === zoneName || !isWithin(host, zoneName)) return undefined;
  const lasting = records.filter((record) => !isPassing(record));
  if (lasting.some(({ name }) => isWithin(name, host))) return undefined;
  if (seesMore(owner, lasting)) return hostOf(owner, zoneName, lasting);
  // A value that stands there now hides what the servers would say without it.
  const hides = records.some((record) => isPassing(record) && isWithin(record.name, host));
  if (below.kind === 'failure' || hides) return 'unknown';
  if (!below.exists) return undefined;
  const beside = await ask(nameBeside(host));
  if (beside.kind === 'failure') return 'unknown';
  return beside.exists ? { host } : undefined;
}

/** What people should know, in words; for the doctor and before an order. */
export function wildcardHostText(owner: string, { host, wildcard }: WildcardHost): string {
  return (
    `${host} exists only through ${wildcard ? `the wildcard ${wildcard}` : 'a wildcard'}: while a TXT value stands at ` +
    `${owner}, it has no address (RFC 4592 §2.2.2), and resolvers keep that for minutes longer`
  );
}

/** Where neither the zone's records nor its servers tell. */
export function wildcardHostUnknown(owner: string): string {
  return (
    `It is not known whether ${parentOf(owner)} exists only through a wildcard: the token does not see the zone's other ` +
    'records, and its servers do not tell now. If so, it has no address while the TXT value stands below it.'
  );
}

/**
 * What has to be done before a record is added at `host` or below it, as a further sentence: the record would take the host
 * offline if only a wildcard makes it. Empty where no wildcard can: a domain itself.
 */
export function ownRecordFirst(host: string): string {
  if (host.split('.').length < 3) return '';
  return ` If ${host} exists only through a wildcard, give it a record of its own first.`;
}

export function wildcardHostFix(domainName: string, { host, wildcard }: WildcardHost): string {
  const covering = wildcard ?? `*.${parentOf(host)}`;
  const instead = owns(domainName, host) ? `${covering} in place of ${domainName}` : covering;
  return `Give ${host} a record of its own, or put ${instead} into the certificate: its TXT value stands elsewhere.`;
}

function owns(domainName: string, host: string): boolean {
  return challengeName(domainName) === challengeName(host);
}

/** A TXT value of an ACME client comes and goes. */
function isPassing({ type, content }: ZoneRecord): boolean {
  return type === 'TXT' && isAcmeValue(content);
}

/** A token that is limited to challenge names sees nothing else. */
function seesMore(owner: string, records: readonly ZoneRecord[]): boolean {
  return records.some(({ name }) => name !== owner && !name.startsWith('_acme-challenge.'));
}

/** By the wildcard at the closest encloser (RFC 4592 §3.3.1); undefined when there is none. */
function hostOf(owner: string, zoneName: string, records: readonly ZoneRecord[]): WildcardHost | undefined {
  const host = parentOf(owner);
  const exists = (name: string) => name === zoneName || records.some((record) => isWithin(record.name, name));
  let encloser = parentOf(host);
  while (!exists(encloser)) encloser = parentOf(encloser);
  const wildcard = `*.${encloser}`;
  return records.some(({ name }) => name === wildcard) ? { host, wildcard } : undefined;
}

/** A name that nobody has; from a hash instead of random, so that a run can be repeated. */
function nameBeside(name: string): string {
  const [label = '', ...rest] = name.split('.');
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return [`${label.slice(0, 50)}-${suffix}`, ...rest].join('.');
}
