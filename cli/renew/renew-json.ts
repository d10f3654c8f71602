/** What `renew --json` writes. */
import * as z from 'zod/mini';
import { CODED_ERROR, INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';

export const RENEW_JSON = z.object({
  schema: SCHEMA_NUMBER,
  /** In the order in which they were named; else by renewer. */
  certificates: z.array(
    z.object({
      renewerName: z.string(),
      region: z.string(),
      certificateName: z.string(),
      /** `asked`: the check was asked for, and its end was not waited for, or did not come. */
      outcome: z.enum(['asked', 'renewed', 'installed', 'unchanged', 'failed', 'removed']),
      notAfter: z.optional(INSTANT),
      serial: z.optional(z.string()),
      nextCheckAt: z.optional(INSTANT),
      error: z.optional(CODED_ERROR),
    }),
  ),
});

export type RenewJson = z.output<typeof RENEW_JSON>;
