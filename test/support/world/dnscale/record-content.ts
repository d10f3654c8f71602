/**
 * The content of a record value: checked and normalised on the way in (zone-file text, as PowerDNS keeps it), turned into
 * wire data on the way out to DNS. Types that the name servers do not serve stay as written.
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { Answer } from 'dns-packet';
import { canonicalName, isName } from './owner-names.ts';

/** The normal form of `content`, by which equal values are recognised; undefined when it is not valid. */
export function normaliseContent(type: string, content: string): string | undefined {
  switch (type) {
    case 'TXT':
      return quoteTxt(content);
    case 'A':
      return isIPv4(content) ? content : undefined;
    case 'AAAA':
      return isIPv6(content) ? content.toLowerCase() : undefined;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return isName(canonicalName(content)) ? `${canonicalName(content)}.` : undefined;
    case 'CAA':
      return parseCaa(content) ? content.trim() : undefined;
    default:
      return content.trim() || undefined;
  }
}

/** The value of a TXT content in normal form: its strings joined, without quotes and escapes. */
export function txtValue(content: string): string {
  return (parseQuoted(content) ?? []).join('');
}

/** The record for a DNS answer; undefined for a type that is not served (then there is no data). */
export function toAnswer(type: string, name: string, ttl: number, content: string): Answer | undefined {
  switch (type) {
    case 'TXT':
      return { type, name, ttl, data: parseQuoted(content) ?? [] };
    case 'A':
    case 'AAAA':
      return { type, name, ttl, data: content };
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { type, name, ttl, data: canonicalName(content) };
    case 'CAA': {
      const data = parseCaa(content);
      return data && { type, name, ttl, data };
    }
    case 'SOA':
      return { type, name, ttl, data: parseSoa(content) };
    default:
      return undefined;
  }
}

/** Quoted text stays as it is; anything else is one value, cut into strings of 255 characters. */
function quoteTxt(content: string): string | undefined {
  const strings = content.startsWith('"') ? parseQuoted(content) : (content.match(/.{1,255}/gsu) ?? []);
  if (!strings || strings.length === 0 || strings.some((text) => Buffer.byteLength(text) > 255)) {
    return undefined;
  }
  return strings.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(' ');
}

function parseQuoted(content: string): string[] | undefined {
  const strings: string[] = [];
  let rest = content.trim();
  while (rest) {
    const match = /^"((?:[^"\\]|\\.)*)"\s*/s.exec(rest);
    if (!match) return undefined;
    strings.push(unescapeText(match[1] ?? ''));
    rest = rest.slice(match[0].length);
  }
  return strings;
}

function unescapeText(text: string): string {
  return text.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}

function parseCaa(content: string) {
  const match = /^\s*(\d{1,3})\s+(issue|issuewild|iodef)\s+"([^"]*)"\s*$/.exec(content);
  if (!match || Number(match[1]) > 255) return undefined;
  return { flags: Number(match[1]), tag: match[2] as 'issue' | 'issuewild' | 'iodef', value: match[3] ?? '' };
}

function parseSoa(content: string) {
  const [mname = '', rname = '', ...numbers] = content.split(/\s+/);
  const [serial, refresh, retry, expire, minimum] = numbers.map(Number);
  return {
    mname: canonicalName(mname),
    rname: canonicalName(rname),
    serial,
    refresh,
    retry,
    expire,
    minimum,
  };
}
