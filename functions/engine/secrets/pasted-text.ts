/** What a person copied into a secret or a variable, with what copying brings along taken away. Pure. */

export function unquoted(text: string): string {
  const first = text.charAt(0);
  return text.length > 1 && `"'\``.includes(first) && text.endsWith(first)
    ? trimmed(text.slice(1, -1))
    : text;
}

/** `trim` takes the byte order mark away too; the zero-width space it leaves. */
export function trimmed(text: string): string {
  return text.replace(/^[\s\u200b]+/, '').replace(/[\s\u200b]+$/, '');
}
