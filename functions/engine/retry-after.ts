/**
 * Reads `Retry-After` (RFC 9110 §10.2.3). What a server asks for is a wish: each adapter bounds it by a rule of its own.
 * Pure.
 */

/** `Date.parse` alone takes almost anything for a date: "5, 10" is the tenth of May 2001 to it. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const SECONDS = { whole: /^\d+$/, any: /^-?\d+(?:\.\d+)?$/ };

/**
 * The wait in milliseconds, unbounded: negative for a date in the past. Undefined when the header is missing or has
 * neither form.
 * @param seconds `whole` as the RFC has it; `any` takes a sign and a fraction too.
 */
export function parseRetryAfter(
  header: string | undefined,
  now: Date,
  seconds: 'whole' | 'any' = 'whole',
): number | undefined {
  const text = header?.trim() ?? '';
  if (SECONDS[seconds].test(text)) return Number(text) * 1_000;
  const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs - now.getTime();
}
