/**
 * Reads what a person or a script put into a secret or a variable, without what is added on the way: blanks, a byte order
 * mark, quotes (also of a shell, or of JSON in JSON), `NAME=` of an .env line. Pure.
 */
import { parseJson } from '../json.ts';
import { trimOf } from '../trim.ts';

/** Nobody wraps a value more often by mistake. */
const MOST_LAYERS = 8;

/** Without the quotes and the escapes around it, however often they were added. */
export function unwrapped(text: string): string {
  let inner = trimmed(text);
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = trimmed(peeled(inner));
    if (next === inner) break;
    inner = next;
  }
  return inner;
}

/** One layer less: a text as JSON, with its quotes or without them, or any quotes around it. */
function peeled(text: string): string {
  const asJson = text.includes('\\"') && !text.startsWith('"') ? `"${text}"` : text;
  const parsed = asJson.startsWith('"') ? parseJson(asJson) : undefined;
  return typeof parsed === 'string' ? parsed : unquoted(text);
}

function unquoted(text: string): string {
  return text.length > 1 && `"'\``.includes(text.charAt(0)) && text.endsWith(text.charAt(0))
    ? text.slice(1, -1)
    : text;
}

/** Like `trim`, which takes away the byte order mark; the zero-width space too, which `trim` leaves. */
function trimmed(text: string): string {
  return trimOf(text, (character) => /[\s\u200b]/.test(character));
}

export type Assignment = {
  /** In lower case, without separators: `dnscaleapitoken`. */
  name: string;
  value: string;
};

/**
 * The lines of an .env or .ini file, `NAME=value` or `NAME: value`, comments left out; undefined when the text is
 * anything else. A text that ends with `=` is base64, unless it is one of these names.
 */
export function assignments(text: string, names: readonly string[]): Assignment[] | undefined {
  const lines = text
    .split(/\r?\n/)
    .map(trimmed)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const read = lines.flatMap((line) => {
    const [, given = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
    const name = comparable(given);
    const isPadding = /^=*$/.test(value) && !names.includes(name) && !/^[A-Z]+(_[A-Z]+)+$/.test(given);
    return given === '' || isPadding ? [] : [{ name, value }];
  });
  return read.length > 0 && read.length === lines.length ? read : undefined;
}

const ASSIGNMENT = /^(?:(?:export|set)\s+|\$env:)?([A-Za-z_][\w.-]{0,100})\s*(?:=|:\s)\s*(.*)$/s;

/** A name as it is compared. */
export function comparable(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '');
}

/** What stands where the value belongs, for a fault; undefined for all that may be a value. It never quotes the text. */
export function formOf(text: string): string | undefined {
  if (/^file(?:b)?:/i.test(text)) return 'file://… as text, in place of what is in that file';
  if (/^[a-z][a-z0-9+.-]*:\/\/|^arn:/i.test(text)) return 'an address, in place of what is there';
  if (/^[$%<]/.test(text)) return 'the name of a variable or a placeholder, in place of its value';
  if (/[{}\\"'`]/.test(text)) return 'a value with quotes, braces or backslashes of a shell or of JSON in it';
  return undefined;
}
