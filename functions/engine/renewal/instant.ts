/** An instant as tables, files and the archive keep it: ISO 8601 text in UTC, so that text order is time order. Pure. */
import * as z from 'zod/mini';

export const INSTANT = z.codec(z.string().check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** For a copy or a hint: a damaged one counts as absent, and hides nothing else. */
export const INSTANT_OR_NONE = z.catch(z.optional(INSTANT), undefined);
