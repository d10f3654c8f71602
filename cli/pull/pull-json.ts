/** What `pull --json` writes. */
import * as z from 'zod/mini';
import { INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';

export const PULL_JSON = z.object({
  schema: SCHEMA_NUMBER,
  certificateName: z.string(),
  bucketName: z.string(),
  version: z.string(),
  serial: z.string(),
  domainNames: z.array(z.string()),
  notAfter: INSTANT,
  outcome: z.enum(['installed', 'unchanged']),
  /** The folder with the files, as the hook gets it. */
  lineage: z.string(),
  /** `none`: none was given, or it was not due. */
  hook: z.enum(['none', 'done', 'failed']),
  /** Absent where it had none. */
  hookExitCode: z.optional(z.number()),
});

export type PullJson = z.output<typeof PULL_JSON>;
