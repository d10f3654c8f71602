/** What `renew --json` writes. */
import * as z from 'zod/mini';

export const SCHEMA = 1;

const INSTANT = z.iso.datetime();

export const RENEW_JSON = z.object({
  schema: z.literal(SCHEMA),
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
      error: z.optional(z.object({ code: z.string(), message: z.string() })),
    }),
  ),
});

export type RenewJson = z.output<typeof RENEW_JSON>;
