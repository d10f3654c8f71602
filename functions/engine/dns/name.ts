/**
 * Domain names in one canonical form: lower case, A-labels (RFC 5890 §2.3.2.1), no trailing dot. Foreign
 * spellings are converted at the border, once. Pure: it does not ask whether a name exists or is ours.
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { printable } from '../errors.ts';

type NameCheck = { name: string } | { fault: string };

const CHALLENGE_PREFIX = '_acme-challenge.';
const WILDCARD_PREFIX = '*.';
const MAX_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
/** Let's Encrypt's own limit; a wildcard's `*` is not counted. */
const MAX_LABELS = 10;

/** The canonical form of a well-formed name. Any other comes back in lower case, for the check to judge. */
export function canonicalName(input: string): string {
  return withoutTrailingDot(toALabels(input).toLowerCase());
}

/**
 * A certificate name as Let's Encrypt accepts it by DNS-01, in canonical form, or the first fault in plain words
 * with what was given.
 */
export function checkDomainName(input: string): NameCheck {
  const name = canonicalName(input);
  for (const faultOf of RULES) {
    const fault = faultOf(name, input);
    if (fault !== undefined) return { fault: `"${printable(input, MAX_NAME_LENGTH)}" ${fault}` };
  }
  return { name };
}

/** Where the CA asks for the TXT value (RFC 8555 §8.4): the same for a name and for its wildcard. */
export function challengeName(domainName: string): string {
  return CHALLENGE_PREFIX + withoutWildcard(domainName);
}

/** Whether a canonical name is one that a CA asks for a TXT value. A CNAME may lead from there to a name that is none. */
export function isChallengeName(name: string): boolean {
  return name.startsWith(CHALLENGE_PREFIX);
}

/** Whether names from the wire are equal: only case (RFC 4343) and a trailing dot do not count. */
export function isSameName(a: string, b: string): boolean {
  return onTheWire(a) === onTheWire(b);
}

function onTheWire(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** The name without its first label. */
export function parentOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** Whether `name` is the zone's apex or below it, by label: `badexample.com` is not within `example.com`. */
export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/**
 * A record's owner name as a zone's records may spell it, in canonical form. With a trailing dot, or within the zone,
 * it is the full name; any other is relative to the zone, and `@` is its apex.
 */
export function ownerName(spelled: string, zoneName: string): string {
  if (spelled === '@') return zoneName;
  const name = canonicalName(spelled);
  return spelled.endsWith('.') || isWithin(name, zoneName) ? name : `${name}.${zoneName}`;
}

type Fault = string | undefined;

/** Only the first fault is reported, so coarse rules come first. */
const RULES: ((name: string, input: string) => Fault)[] = [
  (name) => when(name === '', 'is empty: give a domain name such as www.example.com'),
  (_, input) =>
    when(
      /[\p{Cc}\p{Cf}\s]/u.test(input),
      'contains a blank, a line break or an invisible character: remove it',
    ),
  (name) => when(/[^ -~]/.test(name), 'is not a valid internationalised name (IDN): check its spelling'),
  (name) => when(isAddress(name), 'is an IP address: only domain names can be validated by DNS'),
  (name) =>
    when(
      withoutWildcard(name).includes('*'),
      'has a misplaced wildcard: one "*." at the very front is allowed',
    ),
  checkLength,
  (name) => checkLabels(withoutWildcard(name).split('.')),
];

function checkLength(name: string): Fault {
  const { length } = withoutWildcard(name);
  if (length > MAX_NAME_LENGTH) return `is ${length} characters long: at most ${MAX_NAME_LENGTH} are allowed`;
  const most = MAX_NAME_LENGTH - CHALLENGE_PREFIX.length;
  return when(
    length > most,
    `is ${length} characters long: with ${CHALLENGE_PREFIX} in front, DNS allows ${most}`,
  );
}

function checkLabels(labels: string[]): Fault {
  if (labels.includes('')) return 'has an empty label: a dot too many';
  if (labels.length < 2) return 'has one label only: give the full name, such as www.example.com';
  if (labels.length > MAX_LABELS) return `has ${labels.length} labels: the CA allows ${MAX_LABELS}`;
  return labels.map(checkLabel).find((fault) => fault !== undefined);
}

function checkLabel(label: string): Fault {
  const shown = `"${label}"`;
  if (label.length > MAX_LABEL_LENGTH) {
    return `has a label of ${label.length} characters, ${shown}: at most ${MAX_LABEL_LENGTH} are allowed`;
  }
  if (!/^[a-z0-9-]+$/.test(label))
    return `has the label ${shown}: only letters, digits and hyphens are allowed`;
  if (/^-|-$/.test(label)) return `has the label ${shown}: a hyphen may not stand first or last`;
  if (label.startsWith('xn--'))
    return when(!isALabel(label), `has the label ${shown}, which is not valid Punycode`);
  return when(label.startsWith('--', 2), `has the label ${shown}: "--" in third place is reserved (R-LDH)`);
}

function when(condition: boolean, fault: string): Fault {
  return condition ? fault : undefined;
}

export function isWildcard(name: string): boolean {
  return name.startsWith(WILDCARD_PREFIX);
}

/** `*.example.com` as `example.com`; any other name as it is. */
export function withoutWildcard(name: string): string {
  return isWildcard(name) ? name.slice(WILDCARD_PREFIX.length) : name;
}

function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** No top-level domain is a number, so a last label that is one makes the name an IPv4 address or a misspelt one. */
function isAddress(name: string): boolean {
  return /^\[?[0-9a-f.]*:[0-9a-f:.]*\]?$/.test(name) || /(^|\.)(\d+|0x[0-9a-f]*)$/.test(name);
}

/**
 * `domainToASCII` parses a URL's host: it cuts at "/", drops tabs, decodes "%41" and turns "0x7f.1" into an IP
 * address. So it sees only names that need it and that hold no ASCII it could take for syntax.
 */
function toALabels(input: string): string {
  const needsIt = /[\u0080-\u{10ffff}]/u.test(input) && /^[\w.*\u0080-\u{10ffff}-]+$/u.test(input);
  return (needsIt && domainToASCII(input)) || input;
}

/** Node returns a label that it cannot decode unchanged. */
function isALabel(label: string): boolean {
  const uLabel = domainToUnicode(label);
  return uLabel !== label && domainToASCII(uLabel) === label;
}
