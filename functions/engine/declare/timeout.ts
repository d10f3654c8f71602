/** How long a deployment waits for one certificate, as its resource says. CloudFormation gives a number as a text. Pure. */
import * as z from 'zod/mini';

const MINUTE_MS = 60 * 1000;
const DEFAULT_MINUTES = 20;
/** CloudFormation itself gives up after an hour. */
const LONGEST_MINUTES = 50;

/** No deployment waits longer. */
export const LONGEST_TIMEOUT_MS = LONGEST_MINUTES * MINUTE_MS;

const PROPERTIES = z.object({ timeoutMinutes: z.coerce.number() });

export function timeoutMsOf(properties: unknown): number {
  const { timeoutMinutes = DEFAULT_MINUTES } = z.safeParse(PROPERTIES, properties).data ?? {};
  return Math.min(Math.max(timeoutMinutes, 0), LONGEST_MINUTES) * MINUTE_MS;
}
