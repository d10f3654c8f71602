/**
 * Reads `Retry-After` (RFC 9110 §10.2.3). What a server asks for is a wish: each adapter bounds it by a rule of its own.
 * Pure.
 */

/** `Date.parse` alone takes almost anything for a date: "5, 10" is the tenth of May 2001 to it. */
const FORMS = {
  strict: { seconds: /^\d+$/, date: /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/ },
  lenient: { seconds: /^-?\d+(?:\.\d+)?$/, date: /^[A-Z][a-z]{2}, .+ GMT$/ },
};

/**
 * The wait in milliseconds, unbounded: negative for a date in the past. Undefined when the header is missing or has
 * neither form.
 * @param form `strict` as the RFC has it; `lenient` takes seconds with a sign or a fraction and other dates in GMT too.
 */
export function parseRetryAfter(
  header: string | undefined,
  now: Date,
  form: 'strict' | 'lenient' = 'strict',
): number | undefined {
  const text = header?.trim() ?? '';
  const { seconds, date } = FORMS[form];
  if (seconds.test(text)) return Number(text) * 1_000;
  const atMs = date.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs - now.getTime();
}
