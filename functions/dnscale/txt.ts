/**
 * Compares TXT records as DNScale lists them with ours. Pure. Names compare without regard to case and to the
 * trailing dot; values compare exactly, because the case of a dns-01 value (base64url) carries meaning.
 */
import type { TxtRecord } from '../engine/ports/dns.ts';

export type ListedRecord = { id: string; name: string; type: string; content: string };

/** True when `listed` is the TXT value `record`, however name and content are spelled. */
export function isSameTxt(listed: ListedRecord, record: TxtRecord): boolean {
  return (
    listed.type.toUpperCase() === 'TXT' &&
    isSameName(listed.name, record) &&
    txtValue(listed.content) === record.value
  );
}

// One or more character strings in quotes (RFC 1035 §5.1). Sticky, so that hostile text costs one pass only.
const QUOTED = /\s*"((?:[^"\\]|\\.)*)"\s*/gsy;

/** The value that TXT content stands for: quoted strings joined and unescaped; text without quotes as it is. */
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

/** DNScale lists fully qualified names with a dot; relative ones and `@` are what it takes, so may come back. */
function isSameName(listed: string, { name, zoneName }: TxtRecord): boolean {
  const lower = listed.toLowerCase();
  if (lower === '@') return name === zoneName;
  if (lower.endsWith('.')) return lower.slice(0, -1) === name;
  return lower === name || `${lower}.${zoneName}` === name;
}
