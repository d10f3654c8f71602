/**
 * What the objects have in common that commands write for programs (`--json`). Each command's own is in its `…-json.ts`; all are
 * published as docs/schemas/command/<command>.schema.json. A number of a form stays: it gets new fields, and loses and changes none.
 */
import * as z from 'zod/mini';

/** Of every object, first. Another number is another form. */
export const SCHEMA = 1;

export const SCHEMA_NUMBER = z.literal(SCHEMA);

/** ISO 8601, in UTC. */
export const INSTANT = z.iso.datetime();

/** An error as docs/errors.md has it. */
export const CODED_ERROR = z.object({
  code: z.string(),
  subject: z.optional(z.string()),
  message: z.string(),
});

export const FINDING = z.object({
  check: z.string(),
  subject: z.string(),
  verdict: z.enum(['ok', 'warning', 'failure', 'unknown']),
  message: z.string(),
  fix: z.optional(z.string()),
});
