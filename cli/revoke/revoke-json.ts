/** What `revoke --json` writes. */
import * as z from 'zod/mini';
import { CODED_ERROR, INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';

export const REVOKE_JSON = z.object({
  schema: SCHEMA_NUMBER,
  renewerName: z.string(),
  region: z.string(),
  certificateName: z.string(),
  /**
   * `nothing`: there is nothing to revoke, or nobody said yes. `asked`: it was asked for, and its end was not waited for, or did not come. `failed`: it
   * is not all done yet, and the renewer tries again by itself.
   */
  outcome: z.enum(['revoked', 'nothing', 'asked', 'failed']),
  /** The serial number that was asked for. */
  serial: z.optional(z.string()),
  reason: z.optional(z.string()),
  /** Of a leaked key there may be several. */
  revoked: z.optional(z.array(z.object({ serial: z.string(), reason: z.string() }))),
  /** What is live now. */
  live: z.optional(z.object({ serial: z.string(), notAfter: INSTANT })),
  /** Of `nothing`. */
  why: z.optional(z.string()),
  nextCheckAt: z.optional(INSTANT),
  error: z.optional(CODED_ERROR),
});

export type RevokeJson = z.output<typeof REVOKE_JSON>;
