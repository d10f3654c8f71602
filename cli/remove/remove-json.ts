/** What `remove --json` writes. */
import * as z from 'zod/mini';
import { CODED_ERROR, SCHEMA_NUMBER } from '../json-parts.ts';

export const REMOVE_JSON = z.object({
  schema: SCHEMA_NUMBER,
  renewerName: z.string(),
  region: z.string(),
  certificateName: z.string(),
  /** `listed`: nobody said yes. `asked`: its end was not waited for, or did not come. `kept`: something stays. */
  outcome: z.enum(['listed', 'asked', 'removed', 'kept', 'failed', 'declared']),
  /** What there was, and what is known of what uses it. */
  parts: z.array(
    z.object({
      kind: z.enum(['acm', 'secret', 's3-live', 's3-archive', 'record']),
      target: z.string(),
      goes: z.boolean(),
      /** Why it stays. */
      why: z.optional(z.string()),
      usedBy: z.optional(z.array(z.string())),
    }),
  ),
  /** What stayed although it was to go. */
  kept: z.array(z.object({ arn: z.string(), why: z.string(), usedBy: z.optional(z.array(z.string())) })),
  error: z.optional(CODED_ERROR),
});

export type RemoveJson = z.output<typeof REMOVE_JSON>;
