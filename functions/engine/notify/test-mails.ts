/**
 * The mails of `alert test`: one of each severity, made as real ones are, each of which says that it is a test. Pure. What asks
 * the notify function for them, and what it answers, comes from outside to the other one.
 */
import * as z from 'zod/mini';
import { type Mail, mailOf } from './mail.ts';
import { NO_NEXT_MAIL } from './next-mail.ts';
import type { NoticeKind, Severity } from './notice.ts';
import { type NoticeContext, noticeOf } from './notice-of.ts';

/** In place of what the schedule sends. */
export const TEST_REQUEST = { test: true };

const REQUEST = z.object({ test: z.literal(true) });

export function isTestRequest(event: unknown): boolean {
  return z.safeParse(REQUEST, event).success;
}

export const SEVERITIES = ['page', 'ticket', 'info'] as const satisfies readonly Severity[];

const DAY_MS = 24 * 60 * 60 * 1000;

export type TestMail = { severity: Severity; mail: Mail };

export function testMails(context: NoticeContext): TestMail[] {
  return SEVERITIES.map((severity) => testMail(severity, context));
}

type Case = {
  kind: NoticeKind;
  /** Of 90 days. */
  daysLeft: number;
  isTrouble: boolean;
  words: string;
};

const CASES: Record<Severity, Case> = {
  page: {
    kind: 'action-required',
    daysLeft: 2,
    isTrouble: true,
    words: 'A real mail of this kind needs somebody at once: what is live ends soon, or has ended.',
  },
  ticket: {
    kind: 'renewal-at-risk',
    daysLeft: 60,
    isTrouble: true,
    words: 'A real mail of this kind needs somebody within days.',
  },
  info: {
    kind: 'renewal-recovered',
    daysLeft: 90,
    isTrouble: false,
    words: 'A real mail of this kind needs nobody: it says that a trouble is over.',
  },
};

function testMail(severity: Severity, context: NoticeContext): TestMail {
  const { kind, daysLeft, isTrouble, words } = CASES[severity];
  const notAfter = new Date(context.now.getTime() + daysLeft * DAY_MS);
  const known = {
    certificateName: `TEST (${severity})`,
    domainNames: [],
    certificateArns: {},
    validity: { notBefore: new Date(notAfter.getTime() - 90 * DAY_MS), notAfter },
  };
  const happening = {
    kind,
    cause: `This is a test, which "dnscale-certs alert test" has asked for. There is no such certificate, and nothing is wrong. ${words}`,
    next: 'Nothing follows it.',
    ...(isTrouble && { advice: 'Nothing: this was a test.', trouble: { since: context.now } }),
  };
  const notice = noticeOf(known, happening, context);
  return { severity: notice.severity, mail: mailOf([notice], { ...context, nextMailText: NO_NEXT_MAIL }) };
}

const ANSWER = z.object({
  sent: z.array(z.object({ severity: z.enum(SEVERITIES), subject: z.string() })),
  /** Why the others were not. */
  failed: z.optional(z.object({ code: z.string(), message: z.string() })),
});

export type TestAnswer = z.output<typeof ANSWER>;

/** Undefined for what is none: a function of an earlier release takes the request for a tick, and answers nothing. */
export function parseTestAnswer(given: unknown): TestAnswer | undefined {
  return z.safeParse(ANSWER, given).data;
}
