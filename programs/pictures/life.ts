/** What was recorded of one certificate's life: the runs of the shipped renew function with their log. Foreign input. */
import * as z from 'zod/mini';

const EVENT = z.object({
  /** Since the first run began. */
  atMs: z.number(),
  event: z.string(),
  step: z.optional(z.string()),
  serial: z.optional(z.string()),
  notAfter: z.optional(z.string()),
  nameServer: z.optional(z.string()),
  certificateArn: z.optional(z.string()),
});

const RUN = z.object({
  beganMs: z.number(),
  endedMs: z.number(),
  /** By SIGKILL, from outside. */
  isKilled: z.boolean(),
  events: z.array(EVENT).check(z.minLength(1)),
});

export const LIFE = z.object({
  recordedOn: z.string(),
  domainNames: z.array(z.string()),
  runs: z.array(RUN).check(z.minLength(1)),
});

export type Life = z.output<typeof LIFE>;
export type RecordedRun = z.output<typeof RUN>;
export type RecordedEvent = z.output<typeof EVENT>;
