/**
 * Compares TXT records as DNScale lists them with ours. Pure. Values compare exactly: the case of a dns-01 value
 * (base64url) carries meaning. DNScale lists full names with a dot; it also accepts relative ones and `@`, so these may
 * come back.
 */
import { ownerName } from '../engine/dns/name.ts';
import type { TxtRecord } from '../engine/ports/dns.ts';

export type ListedRecord = {
  id: string;
  name: string;
  type: string;
  content: string;
  disabled?: boolean | undefined;
};

/** Whether `listed` is the TXT value `record`, however DNScale spells its name and content. */
export function isSameTxt(listed: ListedRecord, record: TxtRecord): boolean {
  return (
    listed.type.toUpperCase() === 'TXT' &&
    ownerName(listed.name, record.zoneName) === record.name &&
    txtValue(listed.content) === record.value
  );
}

// One or more character strings in quotes (RFC 1035 §5.1). Sticky: hostile text costs one pass only.
const QUOTED = /\s*"((?:[^"\\]|\\.)*)"\s*/gsy;

/** The value that TXT content spells: quoted strings joined and unescaped; text without quotes as it is. */
export function txtValue(content: string): string {
  const strings = [...content.matchAll(QUOTED)];
  const quotedLength = strings.reduce((length, [whole]) => length + whole.length, 0);
  if (strings.length === 0 || quotedLength < content.length) return content;
  return unescaped(strings.map(([, inner = '']) => inner).join(''));
}

function unescaped(text: string): string {
  return text.replace(/\\(\d{3}|.)/gs, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}
