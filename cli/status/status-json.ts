/** The status for programs: one object with the number of its form. Fields may be added; another number means another form. */
import * as z from 'zod/mini';
import type { RenewerError } from '../../functions/engine/errors.ts';
import type { TriedToken } from '../../functions/engine/ports/token-trials.ts';
import type { CertificateStatus } from '../../functions/engine/renewal/certificate-status.ts';
import type { Readiness } from '../../functions/engine/renewal/state.ts';
import type { StatusError } from '../../functions/engine/renewal/status-error.ts';
import { CODED_ERROR, INSTANT, SCHEMA, SCHEMA_NUMBER } from '../json-parts.ts';
import type { RenewerStatus } from './status-text.ts';

const TOKEN = z.object({
  ok: z.boolean(),
  at: INSTANT,
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  zoneCount: z.optional(z.number()),
  zonesLost: z.array(z.string()),
});

const READINESS = z.object({
  at: INSTANT,
  provedAt: z.optional(INSTANT),
  failure: z.optional(
    z.object({
      code: z.string(),
      disposition: z.string(),
      message: z.string(),
      subject: z.optional(z.string()),
      advice: z.optional(z.string()),
      causeSince: z.optional(INSTANT),
      since: INSTANT,
    }),
  ),
});

const CERTIFICATE = z.object({
  certificateName: z.string(),
  state: z.string(),
  needsYou: z.boolean(),
  notBefore: z.optional(INSTANT),
  notAfter: z.optional(INSTANT),
  renewsAt: z.optional(INSTANT),
  nextCheckAt: z.optional(INSTANT),
  domainNames: z.optional(z.array(z.string())),
  serial: z.optional(z.string()),
  /** By region. */
  certificateArns: z.record(z.string(), z.string()),
  secretArn: z.optional(z.string()),
  error: z.optional(
    z.object({
      code: z.string(),
      message: z.string(),
      at: z.optional(INSTANT),
      count: z.optional(z.number()),
    }),
  ),
  readiness: z.optional(READINESS),
  served: z.optional(z.object({ ok: z.number(), all: z.number() })),
  usedBy: z.optional(z.array(z.string())),
});

export const STATUS_JSON = z.object({
  schema: SCHEMA_NUMBER,
  renewers: z.array(
    z.object({
      renewerName: z.string(),
      region: z.string(),
      version: z.string(),
      isComplete: z.boolean(),
      token: z.optional(TOKEN),
      certificates: z.array(CERTIFICATE),
    }),
  ),
  unreadable: z.array(CODED_ERROR),
});

export function statusJson(
  found: readonly RenewerStatus[],
  unreadable: readonly RenewerError[],
): z.output<typeof STATUS_JSON> {
  return {
    schema: SCHEMA,
    renewers: found.map(({ renewer, statuses, isComplete, token }) => ({
      renewerName: renewer.renewerName,
      region: renewer.region,
      version: renewer.version,
      isComplete,
      token: token && tokenJson(token),
      certificates: statuses.map(certificateJson),
    })),
    unreadable: unreadable.map(({ code, subject, message }) => ({ code, subject, message })),
  };
}

function tokenJson({ ok, at, code, message, zoneCount, zonesLost }: TriedToken): z.output<typeof TOKEN> {
  return { ok, at: at.toISOString(), code, message, zoneCount, zonesLost };
}

function certificateJson(status: CertificateStatus): z.output<typeof CERTIFICATE> {
  const { certificateName, word: state, needsYou, certificate, renewsAt, nextCheckAt } = status;
  const { notBefore, notAfter, domainNames, serial } = certificate ?? {};
  return {
    certificateName,
    state,
    needsYou,
    notBefore: notBefore?.toISOString(),
    notAfter: notAfter?.toISOString(),
    renewsAt: renewsAt?.toISOString(),
    nextCheckAt: nextCheckAt?.toISOString(),
    domainNames,
    serial,
    certificateArns: status.certificateArns,
    secretArn: status.secretArn,
    error: status.error && errorJson(status.error),
    readiness: status.readiness && readinessJson(status.readiness),
    served: status.served,
    usedBy: status.usedBy,
  };
}

function errorJson({ code, message, at, count }: StatusError) {
  return { code, message, at: at?.toISOString(), count };
}

function readinessJson({ at, provedAt, failure }: Readiness): z.output<typeof READINESS> {
  return {
    at: at.toISOString(),
    provedAt: provedAt?.toISOString(),
    failure: failure && {
      ...failure,
      causeSince: failure.causeSince?.toISOString(),
      since: failure.since.toISOString(),
    },
  };
}
