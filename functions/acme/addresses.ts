/** References that a CA gives instead of URLs (RFC 9110 §10.2.2): resolved against the URL that was asked. Pure. */

/** A URL stays as it is, letter for letter: the CA compares the account's. What is neither stays too, and is refused later. */
export function absoluteUrl(reference: string, askedUrl: string): string {
  if (URL.canParse(reference)) return reference;
  return URL.parse(reference, askedUrl)?.href ?? reference;
}
