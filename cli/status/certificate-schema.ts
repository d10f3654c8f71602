/** The form of one certificate for programs. Fields may be added. */
import * as z from 'zod/mini';
import { INSTANT } from '../json-parts.ts';

const TEXT = z.optional(z.string());
const WHEN = z.optional(INSTANT);

const READINESS = z.object({
  at: INSTANT,
  provedAt: WHEN,
  failure: z.optional(
    z.object({
      code: z.string(),
      disposition: z.string(),
      message: z.string(),
      subject: TEXT,
      advice: TEXT,
      causeSince: WHEN,
      since: INSTANT,
    }),
  ),
});

/** From the definition to each probe, in this order. `of`: which name, region (or `Secrets Manager`) or place. */
const STEP = z.object({
  step: z.enum(['definition', 'readiness', 'order', 'name', 'certificate', 'store', 'target', 'probe']),
  of: TEXT,
  is: z.enum(['done', 'running', 'open', 'warning', 'failed']),
  saw: z.string(),
  code: TEXT,
  /** The code in a few words. */
  brief: TEXT,
  at: WHEN,
});

const TARGET = z.object({
  kind: z.enum(['acm', 'secret']),
  region: TEXT,
  arn: TEXT,
  isLive: z.boolean(),
  isDeclared: z.boolean(),
  serial: TEXT,
  installedAt: WHEN,
});

const PROBE = z.object({
  place: z.string(),
  standing: z.enum(['served', 'stale', 'foreign', 'unreachable']),
  since: INSTANT,
  at: INSTANT,
  serial: TEXT,
  notAfter: WHEN,
  reason: TEXT,
});

const RUN = z.object({
  at: INSTANT,
  outcome: z.string(),
  tookMs: z.number(),
  count: z.optional(z.number()),
  since: WHEN,
  code: TEXT,
  /** The code in a few words. */
  brief: TEXT,
  message: TEXT,
  serial: TEXT,
  notAfter: WHEN,
  steps: z.optional(z.array(z.object({ step: z.string(), tookMs: z.number(), saw: TEXT }))),
  revoked: z.optional(z.array(z.object({ serial: z.string(), reason: z.string() }))),
  challenges: z.optional(
    z.array(
      z.object({
        name: z.string(),
        showing: z.number(),
        servers: z.number(),
        tookMs: z.optional(z.number()),
      }),
    ),
  ),
});

/** `isAtOnce`: its key has leaked. */
const REVOCATION = z.object({
  serial: z.string(),
  version: z.string(),
  reason: z.string(),
  isAtOnce: z.boolean(),
  askedAt: INSTANT,
  revokedAt: WHEN,
  notAfter: INSTANT,
});

const LIMIT = z.object({
  of: z.enum(['certificates', 'validations']),
  name: TEXT,
  used: z.number(),
  most: z.number(),
  mostOfCa: z.number(),
  hours: z.number(),
});

export const CERTIFICATE_JSON = z.object({
  certificateName: z.string(),
  state: z.string(),
  needsYou: z.boolean(),
  isDeclared: z.boolean(),
  declaredAt: WHEN,
  owner: TEXT,
  notBefore: WHEN,
  notAfter: WHEN,
  renewsAt: WHEN,
  renewsBecause: z.optional(z.enum(['renewal-info', 'share-of-life', 'life-floor'])),
  nextCheckAt: WHEN,
  /** What the screens say of it, in sentences. `command`: the one that helps, to copy. */
  words: z.object({
    state: z.string(),
    headline: z.string(),
    why: TEXT,
    do: TEXT,
    next: TEXT,
    command: TEXT,
    /** Why it renews then. */
    because: TEXT,
    /** The CA. */
    authority: TEXT,
    /** Who declares it. */
    owner: TEXT,
    /** What uses it, of ACM's ARNs. */
    uses: z.array(z.object({ arn: z.string(), region: z.string(), words: z.string() })),
    /** How much of each limit is used. */
    limits: z.array(z.string()),
  }),
  /** To copy, with the options that find this renewer. `revoke`: what is live, once it is replaced. */
  commands: z.object({ status: z.string(), logs: z.string(), renew: TEXT, revoke: TEXT }),
  /** A run works on it until then at the latest. */
  runUntil: WHEN,
  domainNames: z.optional(z.array(z.string())),
  /** By name: the zone of its challenge. */
  zones: z.record(z.string(), z.string()),
  certificateAuthority: TEXT,
  accountUrl: TEXT,
  profile: TEXT,
  keyAlgorithm: TEXT,
  serial: TEXT,
  sha256: TEXT,
  version: TEXT,
  bundleUrl: TEXT,
  /** The CA's window (RFC 9773), and the instant in it that was chosen. */
  advice: z.optional(
    z.object({
      windowStartsAt: INSTANT,
      windowEndsAt: INSTANT,
      renewAt: INSTANT,
      askAgainAt: WHEN,
      explanationUrl: TEXT,
    }),
  ),
  limits: z.array(LIMIT),
  orders: z.optional(z.object({ used: z.number(), most: z.number(), hours: z.number() })),
  /** By region. */
  certificateArns: z.record(z.string(), z.string()),
  secretArn: TEXT,
  targets: z.array(TARGET),
  error: z.optional(
    z.object({
      code: z.string(),
      message: z.string(),
      advice: TEXT,
      at: WHEN,
      count: z.optional(z.number()),
    }),
  ),
  readiness: z.optional(READINESS),
  served: z.optional(z.object({ ok: z.number(), all: z.number() })),
  probes: z.array(PROBE),
  usedBy: z.optional(z.array(z.string())),
  usesReadAt: WHEN,
  steps: z.array(STEP),
  /** The runs of the last 30 days, the newest last. */
  history: z.array(RUN),
  /** What was asked to be revoked, of this certificate and of those before it. */
  revocations: z.array(REVOCATION),
});
