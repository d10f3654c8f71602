/** What `alert test` writes for programs: one object with the number of its form. Fields may be added. */
import * as z from 'zod/mini';
import { CODED_ERROR, SCHEMA_NUMBER } from '../json-parts.ts';

const TESTED = z.object({
  renewerName: z.string(),
  region: z.string(),
  topicArn: z.string(),
  /** In the order in which they went out. */
  sent: z.array(z.object({ severity: z.enum(['page', 'ticket', 'info']), subject: z.string() })),
  /** Why the others did not. */
  failed: z.optional(CODED_ERROR),
  /** Who gets them; none when it could not be read. */
  subscriptions: z.optional(
    z.array(
      z.object({
        /** As SNS says: email, sqs, https, … */
        protocol: z.string(),
        endpoint: z.string(),
        /** Before it is, nothing reaches it. */
        isConfirmed: z.boolean(),
      }),
    ),
  ),
  /** All went out, and all who have subscribed get them. */
  isWell: z.boolean(),
});

export const ALERT_TEST_JSON = z.object({ schema: SCHEMA_NUMBER, renewers: z.array(TESTED) });

export type Tested = z.output<typeof TESTED>;
