/**
 * One certificate for programs: all that the tables hold of it, which the list, the screen of one certificate and a page are made
 * of. Fields may be added.
 */
import * as z from 'zod/mini';
import type { KnownCertificate } from '../../functions/engine/ports/renewers.ts';
import { certificateDetails, type KnownAdvice } from '../../functions/engine/renewal/certificate-details.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { HistoryEntry, Readiness } from '../../functions/engine/renewal/state.ts';
import type { StatusError } from '../../functions/engine/renewal/status-error.ts';
import { INSTANT } from '../json-parts.ts';
import { jsonified } from './jsonified.ts';

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
  message: TEXT,
  serial: TEXT,
  notAfter: WHEN,
  steps: z.optional(z.array(z.object({ step: z.string(), tookMs: z.number(), saw: TEXT }))),
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
});

type Certificate = z.output<typeof CERTIFICATE_JSON>;

export function certificateJson(
  status: CertificateStatus,
  bundleUrl: string | undefined,
  now: Date,
): Certificate {
  const { known, certificate, error, readiness } = status;
  const details = certificateDetails(known, now);
  const { notBefore, notAfter, serial, sha256, version } = certificate ?? {};
  return jsonified({
    certificateName: status.certificateName,
    state: status.word,
    needsYou: status.needsYou,
    isDeclared: known.definition !== undefined,
    declaredAt: known.declaredAt,
    owner: known.owner,
    notBefore,
    notAfter,
    renewsAt: status.renewsAt,
    renewsBecause: status.renewsBecause,
    nextCheckAt: status.nextCheckAt,
    runUntil: known.state?.runUntil,
    domainNames: certificate?.domainNames ?? known.definition?.domainNames,
    zones: details.zones,
    certificateAuthority: details.certificateAuthority,
    accountUrl: details.accountUrl,
    profile: details.profile,
    keyAlgorithm: details.keyAlgorithm,
    serial,
    sha256,
    version,
    bundleUrl: certificate && bundleUrl,
    advice: details.advice && adviceOf(details.advice),
    limits: details.limits,
    orders: details.orders,
    certificateArns: status.certificateArns,
    secretArn: status.secretArn,
    targets: status.targets,
    error: error && errorOf(error),
    readiness: readiness && readinessOf(readiness),
    served: status.served,
    probes: probesOf(known),
    usedBy: status.usedBy,
    usesReadAt: known.usesReadAt,
    steps: details.steps,
    history: (known.state?.history ?? []).map(runOf),
  });
}

function adviceOf({ window, renewAt, askAgainAt, explanationUrl }: KnownAdvice) {
  const { startsAt: windowStartsAt, endsAt: windowEndsAt } = window;
  return { windowStartsAt, windowEndsAt, renewAt, askAgainAt, explanationUrl };
}

function errorOf({ code, message, advice, at, count }: StatusError) {
  return { code, message, advice, at, count };
}

/** The tables keep attributes of later releases: none of them gets out unseen. */
function readinessOf({ at, provedAt, failure }: Readiness) {
  if (!failure) return { at, provedAt };
  const { code, disposition, message, subject, advice, causeSince, since } = failure;
  return { at, provedAt, failure: { code, disposition, message, subject, advice, causeSince, since } };
}

function probesOf({ definition, served }: KnownCertificate) {
  if (!definition?.probe || !served) return [];
  const { at, places } = served;
  return places.map(({ place, standing, since, leaf, reason }) => {
    return { place, standing, since, at, serial: leaf?.serial, notAfter: leaf?.notAfter, reason };
  });
}

function runOf({ steps, challenges, ...run }: HistoryEntry) {
  const { at, outcome, tookMs, count, since, code, message, serial, notAfter } = run;
  return {
    ...{ at, outcome, tookMs, count, since, code, message, serial, notAfter },
    steps: steps?.map((one) => ({ step: one.step, tookMs: one.tookMs, saw: one.saw })),
    challenges: challenges?.map(({ name, showing, servers, tookMs: ms }) => ({
      name,
      showing,
      servers,
      tookMs: ms,
    })),
  };
}
