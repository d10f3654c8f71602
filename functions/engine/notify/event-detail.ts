/**
 * The form in which events carry a notice: `detail` on EventBridge. It is published as docs/schemas/event-detail.v1.json, so a
 * field never changes its meaning and none goes; a new one is optional. Pure.
 */
import * as z from 'zod/mini';
import { shareOfLifeLeft } from '../renewal/share-of-life.ts';
import { runbookOf } from './message.ts';
import type { Notice, NoticeKind, RenewerPlace, RevocationEnd, Severity } from './notice.ts';

/** As ACM names its own. */
export const DETAIL_TYPES: Record<NoticeKind, string> = {
  issued: 'Certificate Issued',
  renewed: 'Certificate Renewed',
  'renewal-failed': 'Certificate Renewal Failed',
  'renewal-recovered': 'Certificate Renewal Recovered',
  'renewal-at-risk': 'Certificate Renewal At Risk',
  'action-required': 'Certificate Action Required',
  'not-served': 'Certificate Not Served',
  'served-again': 'Certificate Served Again',
  'no-longer-managed': 'Certificate No Longer Managed',
};

const SEVERITIES = ['page', 'ticket', 'info'] as const satisfies readonly Severity[];

const REVOCATION_ENDS = ['done', 'left'] as const satisfies readonly RevocationEnd[];

/** Other readers than ours: what they do not know they pass over. */
export const EVENT_DETAIL = z.looseObject({
  schema: z.literal(1),
  severity: z.enum(SEVERITIES),
  renewer: z.looseObject({ name: z.string(), region: z.string(), account: z.string() }),
  certificateName: z.string(),
  domainNames: z.array(z.string()),
  certificateArns: z.record(z.string(), z.string()),
  /** Of what is live, or is served in its place; all three are absent before the first issuance, and where nothing is seen. */
  notBefore: z.optional(z.iso.datetime()),
  notAfter: z.optional(z.iso.datetime()),
  /** Below zero once it has expired. */
  lifeLeft: z.optional(z.looseObject({ seconds: z.number(), share: z.number() })),
  /** Of a recovery: a revocation that hung is done, or is tried no more. */
  revocation: z.optional(z.enum(REVOCATION_ENDS)),
  code: z.optional(z.string()),
  subject: z.optional(z.string()),
  since: z.optional(z.iso.datetime()),
  cause: z.string(),
  advice: z.optional(z.string()),
  next: z.string(),
  command: z.optional(z.string()),
  message: z.string(),
  runbookUrl: z.string(),
});

export type EventDetail = z.output<typeof EVENT_DETAIL>;

export function eventDetailOf(notice: Notice, place: RenewerPlace, now: Date): EventDetail {
  const { severity, certificateName, domainNames, certificateArns, validity } = notice;
  const { code, subject, since, cause, advice, next, command, message } = notice;
  return {
    schema: 1,
    severity,
    renewer: { name: place.renewerName, region: place.region, account: place.account },
    certificateName,
    domainNames: [...domainNames],
    certificateArns: { ...certificateArns },
    ...(validity && {
      notBefore: validity.notBefore.toISOString(),
      notAfter: validity.notAfter.toISOString(),
      lifeLeft: {
        seconds: Math.floor((validity.notAfter.getTime() - now.getTime()) / 1_000),
        share: Math.round(shareOfLifeLeft(validity, now) * 10_000) / 10_000,
      },
    }),
    ...(notice.revocation && { revocation: notice.revocation }),
    ...(code !== undefined && { code }),
    ...(subject !== undefined && { subject }),
    ...(since && { since: since.toISOString() }),
    cause,
    ...(advice !== undefined && { advice }),
    next,
    ...(command !== undefined && { command }),
    message,
    runbookUrl: runbookOf(notice, place),
  };
}
