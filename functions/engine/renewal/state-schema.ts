/**
 * The schema of a certificate's state as a table or a file keeps it, for reading and for writing. Attributes of a
 * later release pass through. Pure.
 */
import * as z from 'zod/mini';
import { VERSION_NAME } from '../certificate/version-name.ts';
import type { KeyAlgorithm } from '../config/definition.ts';
import { type Disposition, type ErrorCode, printable } from '../errors.ts';
import type { RevocationReason } from '../ports/acme.ts';
import type { RunStep } from '../ports/events.ts';
import { INSTANT, INSTANT_OR_NONE } from './instant.ts';
import type { CertificateState, HistoryEntry } from './state.ts';

/** A part of keys in the bucket: with a slash or dots in it, it would lead out of its certificate's prefix. */
const version = z.string().check(z.regex(VERSION_NAME));

/** What a run imports over: a certificate in ACM, and nothing else. */
const certificateArn = z
  .string()
  .check(z.regex(/^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]{1,64}$/));

const LONGEST_SIGHT = 120;

/** A word of a union that a later release may have widened, so it takes any text. */
const word = <Union extends string>() => z.custom<Union>((value) => typeof value === 'string');

const certificate = z.looseObject({
  version,
  serial: z.string(),
  sha256: z.optional(z.string()),
  domainNames: z.array(z.string()),
  notBefore: INSTANT,
  notAfter: INSTANT,
  keyAlgorithm: word<KeyAlgorithm>(),
  certificateAuthority: z.string(),
  profile: z.optional(z.string()),
  standsIn: z.optional(z.boolean()),
  certId: z.optional(z.string()),
  keyUsage: z.optional(z.array(z.string())),
});

const order = z.looseObject({
  version,
  definitionHash: z.string(),
  orderHash: z.optional(z.string()),
  certificateAuthority: z.string(),
  startedAt: INSTANT,
  csr: z.optional(z.string()),
  exempt: z.optional(z.boolean()),
  url: z.optional(z.string()),
});

const txtRecord = z.looseObject({
  zoneId: z.string(),
  zoneName: z.string(),
  name: z.string(),
  value: z.string(),
  brief: z.optional(z.boolean()),
  unseenSince: INSTANT_OR_NONE,
});

const released = z.looseObject({ at: INSTANT, destroys: z.boolean() });

const installation = z.looseObject({
  certificateArn,
  serial: z.string(),
  sha256: z.optional(z.string()),
  importedAt: INSTANT,
  orderHash: z.optional(z.string()),
  notAfter: z.optional(INSTANT),
  keyAlgorithm: z.optional(word<KeyAlgorithm>()),
  tagsHash: z.optional(z.string()),
  released: z.optional(released),
  keptAt: z.optional(INSTANT),
});

const secret = z.looseObject({
  secretArn: z.string(),
  versionId: z.string(),
  serial: z.string(),
  sha256: z.optional(z.string()),
  writtenAt: INSTANT,
  orderHash: z.optional(z.string()),
  notAfter: z.optional(INSTANT),
  released: z.optional(released),
  keptAt: z.optional(INSTANT),
});

const reason = word<RevocationReason>();

const revocation = z.looseObject({
  serial: z.string(),
  version,
  certificateAuthority: z.string(),
  notAfter: INSTANT,
  reason,
  isAtOnce: z.boolean(),
  askedAt: INSTANT,
  revokedAt: z.optional(INSTANT),
  givenUpAt: z.optional(INSTANT),
});

const failure = z.looseObject({
  count: z.number(),
  costlyCount: z.optional(z.number()),
  code: word<ErrorCode>(),
  disposition: word<Disposition>(),
  message: z.string(),
  step: word<RunStep>(),
  at: INSTANT,
  tookMs: z.optional(z.number()),
  retryAt: z.optional(INSTANT),
  since: z.optional(INSTANT),
  causeSince: z.optional(INSTANT),
  subject: z.optional(z.string()),
  advice: z.optional(z.string()),
});

const readiness = z.looseObject({
  at: INSTANT,
  provedAt: z.optional(INSTANT),
  failure: z.optional(
    z.looseObject({
      code: word<ErrorCode>(),
      disposition: word<Disposition>(),
      message: z.string(),
      subject: z.optional(z.string()),
      advice: z.optional(z.string()),
      since: INSTANT,
      causeSince: z.optional(INSTANT),
    }),
  ),
});

/** Shown to people as it is: one that is too long, or that a terminal would obey, is as if it had not been written. */
const sight = z.catch(
  z.optional(z.string().check(z.refine((text) => printable(text, LONGEST_SIGHT) === text))),
  undefined,
);

const shownName = z.string().check(z.refine((text) => printable(text) === text));

const seenChallenge = z.looseObject({
  name: shownName,
  showing: z.number(),
  servers: z.number(),
  tookMs: z.optional(z.number()),
});

const historyEntry = z.looseObject({
  at: INSTANT,
  outcome: word<HistoryEntry['outcome']>(),
  tookMs: z.number(),
  count: z.optional(z.number()),
  since: z.optional(INSTANT),
  steps: z.optional(z.array(z.looseObject({ step: word<RunStep>(), tookMs: z.number(), saw: sight }))),
  challenges: z.catch(z.optional(z.array(seenChallenge)), undefined),
  code: z.optional(word<ErrorCode>()),
  message: z.optional(z.string()),
  serial: z.optional(z.string()),
  notAfter: z.optional(INSTANT),
  revoked: z.optional(z.array(z.looseObject({ serial: z.string(), reason }))),
});

const renewalInfo = z.looseObject({
  certId: z.string(),
  window: z.optional(z.looseObject({ startsAt: INSTANT, endsAt: INSTANT })),
  explanationUrl: z.optional(z.string()),
  askAgainAt: INSTANT,
});

const removal = z.looseObject({
  askedAt: INSTANT,
  endedAt: z.optional(INSTANT),
  kept: z.optional(
    z.array(z.looseObject({ arn: z.string(), why: z.string(), usedBy: z.optional(z.array(z.string())) })),
  ),
});

const issuance = z.looseObject({ at: INSTANT, domainNames: z.array(z.string()), exempt: z.boolean() });

const namesMissing = z.looseObject({ orderHash: z.string(), at: INSTANT, reason: z.string() });

/** What a run may change; encoding keeps `undefined`, which removes an attribute. */
export const STATE_CHANGES = z.object({
  certificate: z.optional(certificate),
  order: z.optional(order),
  reinstalling: z.optional(version),
  txtRecords: z.optional(z.array(txtRecord)),
  installations: z.optional(z.record(z.string(), installation)),
  // The next run writes the secret again, and this anew: a damaged one must not keep a certificate from its renewal.
  secret: z.catch(z.optional(secret), undefined),
  failure: z.optional(failure),
  // A damaged one is told: it must not be lost.
  revocations: z.optional(z.array(revocation)),
  // Both are made anew by the next runs: a damaged one must not keep a certificate from its renewal.
  readiness: z.catch(z.optional(readiness), undefined),
  history: z.catch(z.optional(z.array(historyEntry)), undefined),
  misses: z.optional(z.record(z.string(), z.number())),
  renewalInfo: z.optional(renewalInfo),
  issuances: z.optional(z.record(z.string(), issuance)),
  failedValidations: z.optional(z.record(z.string(), z.array(INSTANT))),
  namesMissing: z.optional(namesMissing),
  accounts: z.optional(z.record(z.string(), z.string())),
  // For people alone, and written anew by the next preflight.
  zoneNames: z.catch(z.optional(z.array(shownName)), undefined),
  forcedAt: z.optional(INSTANT),
  // A person can ask again: a damaged one must not keep a certificate from its renewal.
  removal: z.catch(z.optional(removal), undefined),
});

export const STATE = z.extend(STATE_CHANGES, {
  certificateName: z.string(),
  nextCheckAt: z.optional(INSTANT),
  attentionAt: INSTANT_OR_NONE,
  runUntil: INSTANT_OR_NONE,
});

/** The state as runs use it: what was never written is empty. */
export function completeState({
  txtRecords = [],
  installations = {},
  ...state
}: z.output<typeof STATE>): CertificateState {
  return { ...state, txtRecords, installations };
}
