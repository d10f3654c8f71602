/**
 * Judges whether CAA records let a CA issue for a name by DNS-01: RFC 8659 (issue, issuewild, critical) and RFC 8657
 * (accounturi, validationmethods). Pure. Where the RFCs leave room it reads as Let's Encrypt's Boulder does: to allow
 * wrongly costs an order, to forbid wrongly costs the certificate.
 */
import { listed, printable } from '../errors.ts';
import type { CaaRecord } from '../ports/dns.ts';
import { trimOf } from '../trim.ts';
import { isWildcard, isWithin, withoutWildcard } from './name.ts';
import { ownRecordFirst } from './wildcard-host.ts';

export type CaaQuestion = {
  /** The relevant RRset, empty when neither the name nor a parent has one. */
  records: readonly CaaRecord[];
  /** The name that has the RRset; without records it does not matter. */
  foundAt: string;
  /** Canonical; with `*.` for a wildcard. */
  domainName: string;
  /** The CA's issuer domain names. */
  issuers: readonly string[];
  /** Our account at the CA; asked for only where the verdict depends on it. */
  accountUrl?: string | undefined;
};

export type CaaVerdict =
  | { allowed: true; reason: string }
  | {
      allowed: false;
      /** The name at which the records stand. */
      foundAt: string;
      reason: string;
      /** With its owner name, as in a zone file. */
      recordToAdd: string;
      /** What to do, in sentences. */
      remedy: string;
    }
  | { allowed: 'depends'; needsAccountUrl: true };

type Property = {
  /** Undefined when the value is not well-formed: then it allows no CA. */
  issuer: string | undefined;
  parameters: { tag: string; value: string }[];
};

/** Those that Boulder knows. Any other one refuses when it is critical, the contact tags of the CA/Browser Forum too. */
const KNOWN_TAGS = ['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc'];
/** The bit 128 (RFC 8659 §4.1), and 1: so many have written 1 for it that Boulder reads it so. */
const CRITICAL_BITS = 128 | 1;
const METHOD = 'dns-01';

export function judgeCaa(question: CaaQuestion): CaaVerdict {
  const { records, foundAt, domainName } = question;
  if (records.length === 0) return { allowed: true, reason: 'there are no CAA records: any CA may issue' };
  const unknown = records.find(
    ({ flags, tag }) => (flags & CRITICAL_BITS) !== 0 && !KNOWN_TAGS.includes(tag.toLowerCase()),
  );
  if (unknown) return forbiddenByUnknownTag(unknown, question);
  const { tag, records: relevant } = relevantTo(domainName, records);
  if (relevant.length === 0) {
    return { allowed: true, reason: `the CAA records at ${foundAt} say nothing about who may issue` };
  }
  return judgeIssuers(tag, relevant, question);
}

/**
 * The record at `domain` that lets in this CA only, by this method and for this account only (RFC 8657). It shuts the CA
 * out when the account changes: only a deployed renewer's account may be pinned.
 */
export function pinningRecord(domain: string, issuer: string, accountUrl: string): string {
  const parameters = `validationmethods=${METHOD}; accounturi=${accountUrl}`;
  return recordText(withoutWildcard(domain), 'issue', `${issuer}; ${parameters}`);
}

/**
 * The name whose CAA records a CA has named in its refusal, as Boulder does: `CAA record for example.com prevents issuance`.
 * Only the name itself or one above it can be; the name itself where the CA says nothing.
 */
export function caaPlaceIn(said: string, domainName: string): string {
  const name = withoutWildcard(domainName);
  const [, named = ''] = /\bCAA record for ([a-z0-9.-]{1,253}) prevents issuance/i.exec(said) ?? [];
  const place = named.toLowerCase().replace(/\.$/, '');
  return place !== '' && isWithin(name, place) ? place : name;
}

/**
 * Between backticks, as all that is to be copied out of a text, a record that lets the CA issue for the name, beside any other records, and what has to be done before: the end of a
 * sentence, and further ones. If the name is unknown, the record's owner is left out.
 */
export function adviceToAdmit(domainName: string | undefined, issuer: string): string {
  if (domainName === undefined) return `\`${recordData('issue', issuer)}\``;
  const owner = withoutWildcard(domainName);
  const record = recordText(owner, isWildcard(domainName) ? 'issuewild' : 'issue', issuer);
  return `\`${record}\`${ownRecordFirst(owner)}`;
}

/** A wildcard is judged by `issuewild`, and by `issue` where there is no `issuewild` at all (RFC 8659 §4.3). */
function relevantTo(domainName: string, records: readonly CaaRecord[]) {
  const withTag = (wanted: string) => records.filter(({ tag }) => tag === wanted);
  const wild = isWildcard(domainName) ? withTag('issuewild') : [];
  return wild.length > 0 ? { tag: 'issuewild', records: wild } : { tag: 'issue', records: withTag('issue') };
}

function judgeIssuers(tag: string, relevant: readonly CaaRecord[], question: CaaQuestion): CaaVerdict {
  const { issuers, foundAt, accountUrl } = question;
  const ours = relevant
    .map(({ value }) => parseProperty(value))
    .filter(({ issuer }) => issuers.some((name) => name.toLowerCase() === issuer));
  const byMethod = ours.filter(allowsMethod);
  if (byMethod.some((property) => allowsAccount(property, accountUrl) === true)) {
    return { allowed: true, reason: `the CAA records at ${foundAt} let in ${issuers.join(' or ')}` };
  }
  if (byMethod.some((property) => allowsAccount(property, accountUrl) === undefined)) {
    return { allowed: 'depends', needsAccountUrl: true };
  }
  return forbidden(tag, relevant, { ours, byMethod }, question);
}

/** RFC 8659 §4.2: `issuer [; tag=value …]`. An empty issuer, as in `;`, matches no CA. */
function parseProperty(value: string): Property {
  const [issuer = '', ...rest] = value.split(';').map(trim);
  // A semicolon at the end is common and harmless.
  const texts = rest.length === 1 && rest[0] === '' ? [] : rest;
  const parameters = texts.flatMap((text) => {
    const [, tag, found] = /^([a-zA-Z0-9]+)[ \t]*=[ \t]*([\x21-\x7e]*)$/.exec(text) ?? [];
    return tag === undefined || found === undefined ? [] : [{ tag, value: found }];
  });
  return {
    issuer: parameters.length < texts.length ? undefined : issuer.toLowerCase(),
    parameters,
  };
}

function allowsMethod(property: Property): boolean {
  const methods = valuesOf('validationmethods', property);
  const [list] = methods;
  if (list === undefined) return true;
  const named = list.split(',');
  return (
    methods.length === 1 && named.every((method) => /^[a-z0-9-]+$/i.test(method)) && named.includes(METHOD)
  );
}

/** Undefined when it depends on an account URL that is not given. */
function allowsAccount(property: Property, accountUrl: string | undefined): boolean | undefined {
  const accounts = valuesOf('accounturi', property);
  if (accounts.length === 0) return true;
  // Two in one property can never both hold (RFC 8657 §3).
  if (accounts.length > 1) return false;
  return accountUrl === undefined ? undefined : accounts[0] === accountUrl;
}

/** Says why, with the record to add: as narrow as the records that exist. */
function forbidden(
  tag: string,
  seen: readonly CaaRecord[],
  { ours, byMethod }: { ours: Property[]; byMethod: Property[] },
  { foundAt, issuers, accountUrl }: CaaQuestion,
): CaaVerdict {
  const [issuer = ''] = issuers;
  const method = ours.length > 0 ? `; validationmethods=${METHOD}` : '';
  const account = byMethod.length > 0 && accountUrl !== undefined ? `; accounturi=${accountUrl}` : '';
  const why =
    (ours.length === 0 && `none of them lets in ${issuers.join(' or ')}`) ||
    (byMethod.length === 0 && `they let in ${issuer}, but not by the validation method ${METHOD}`) ||
    `they let in ${issuer}, but not for our account ${accountUrl ?? ''}`.trimEnd();
  const recordToAdd = recordText(foundAt, tag, issuer + method + account);
  return {
    allowed: false,
    foundAt,
    reason: `the CAA records at ${foundAt} are ${shown(seen)}: ${why}`,
    recordToAdd,
    remedy: `Add this record beside the others, at DNScale or wherever ${foundAt} is kept: \`${recordToAdd}\`${account === '' ? '' : FOR_THIS_ACCOUNT}`,
  };
}

const FOR_THIS_ACCOUNT =
  ' (it names the account that asks now, as those do: each machine that runs `try` has another, and a new account ' +
  'key makes a new one).';

function forbiddenByUnknownTag(
  unknown: CaaRecord,
  { foundAt, domainName, issuers }: CaaQuestion,
): CaaVerdict {
  const owner = withoutWildcard(domainName);
  // Only the nearest records count (RFC 8659 §3), so the name can have records of its own below its parent's.
  const recordToAdd = recordText(owner, 'issue', issuers[0] ?? '');
  const own =
    owner === foundAt
      ? '.'
      : `, or give ${owner} CAA records of its own: \`${recordToAdd}\`${ownRecordFirst(owner)}`;
  return {
    allowed: false,
    foundAt,
    reason: `the CAA records at ${foundAt} have ${shown([unknown])}: a critical tag that no CA may pass over unknown`,
    recordToAdd,
    remedy: `Remove that record${own}`,
  };
}

function valuesOf(wanted: string, { parameters }: Property): string[] {
  return parameters.filter(({ tag }) => tag === wanted).map(({ value }) => value);
}

const MAX_RECORDS_SHOWN = 5;

function shown(records: readonly CaaRecord[]): string {
  const texts = records.map(
    ({ flags, tag, value }) => `${flags} ${printable(tag, 40)} "${printable(value, 200)}"`,
  );
  return listed(texts, MAX_RECORDS_SHOWN);
}

function recordText(owner: string, tag: string, value: string): string {
  return `${owner}. ${recordData(tag, value)}`;
}

function recordData(tag: string, value: string): string {
  return `CAA 0 ${tag} "${value}"`;
}

/** Blanks and tabs only: RFC 8659 knows no other white space. */
function trim(text: string): string {
  return trimOf(text, (character) => character === ' ' || character === '\t');
}
