/** Reads what a person pasted into a secret or a variable, without what copying adds: blanks, quotes, a byte order mark. Pure. */

export function unquoted(text: string): string {
  const first = text.charAt(0);
  return text.length > 1 && `"'\``.includes(first) && text.endsWith(first)
    ? trimmed(text.slice(1, -1))
    : text;
}

/** Like `trim`, which takes away the byte order mark; the zero-width space too, which `trim` leaves. */
export function trimmed(text: string): string {
  return text.replace(/^[\s\u200b]+/, '').replace(/[\s\u200b]+$/, '');
}
