/** What `init` has done, for programs: one object with the number of its form. Fields may be added. */
import * as z from 'zod/mini';
import { FINDING, SCHEMA_NUMBER } from '../json-parts.ts';

export const INIT_JSON = z.object({
  schema: SCHEMA_NUMBER,
  /** That was written; none with --own-stack. */
  folder: z.optional(z.string()),
  files: z.array(z.string()),
  /** With --own-stack: what to paste. */
  lines: z.optional(z.string()),
  /** Whether doctor found nothing in the way; none when it had no token to ask with. */
  passes: z.optional(z.boolean()),
  /** What doctor found in the way. */
  findings: z.array(FINDING),
  /** Commands, in this order. */
  next: z.array(z.string()),
});

export type InitJson = z.output<typeof INIT_JSON>;
