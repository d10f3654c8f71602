/** What `token set --json` writes. */
import * as z from 'zod/mini';
import { FINDING, SCHEMA_NUMBER } from '../json-parts.ts';

/** A token that does not pass is not stored, so that only the findings are there. */
export const TOKEN_SET_JSON = z.object({
  schema: SCHEMA_NUMBER,
  secretName: z.optional(z.string()),
  region: z.optional(z.string()),
  outcome: z.optional(z.enum(['created', 'changed', 'restored'])),
  findings: z.array(FINDING),
});

export type TokenSetJson = z.output<typeof TOKEN_SET_JSON>;
