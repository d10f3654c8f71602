/** A word as a shell takes it back: quoted where it would read more than the word. Pure. */
export function shellWord(text: string): string {
  return /^[\w./~+@%:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Domain names as options. */
export function domainOptions(domainNames: readonly string[]): string {
  return domainNames.map((name) => `-d ${shellWord(name)}`).join(' ');
}
