/** What `logs --json` writes: such an object a line. */
import * as z from 'zod/mini';
import { INSTANT, SCHEMA_NUMBER } from '../json-parts.ts';

export const LOGS_JSON = z.object({
  schema: SCHEMA_NUMBER,
  time: INSTANT,
  /** Which function has logged it. */
  function: z.string(),
  /** As it was logged. `event` says what happened; its fields stand beside it. */
  line: z.looseObject({ message: z.string(), event: z.optional(z.string()), certificateName: z.string() }),
});

export type LogsJson = z.output<typeof LOGS_JSON>;
