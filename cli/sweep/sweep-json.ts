/** What `sweep --json` writes. */
import * as z from 'zod/mini';
import { CODED_ERROR, SCHEMA_NUMBER } from '../json-parts.ts';

export const SWEEP_JSON = z.object({
  schema: SCHEMA_NUMBER,
  values: z.array(
    z.object({
      name: z.string(),
      value: z.string(),
      zone: z.string(),
      outcome: z.enum(['listed', 'removed', 'failed', 'kept']),
      /** Why it was not removed. */
      message: z.optional(z.string()),
    }),
  ),
  /** What could not be searched. */
  failures: z.array(CODED_ERROR),
});

export type SweepJson = z.output<typeof SWEEP_JSON>;
