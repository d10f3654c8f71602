/** The status for programs: one object with the number of its form. Fields may be added; another number means another form. */
import * as z from 'zod/mini';
import type { RenewerError } from '../../functions/engine/errors.ts';
import type { TriedToken } from '../../functions/engine/ports/token-trials.ts';
import { CODED_ERROR, INSTANT, SCHEMA, SCHEMA_NUMBER } from '../json-parts.ts';
import { certificateJson } from './certificate-json.ts';
import { CERTIFICATE_JSON } from './certificate-schema.ts';
import type { RenewerStatus } from './status-text.ts';

const TOKEN = z.object({
  ok: z.boolean(),
  at: INSTANT,
  code: z.optional(z.string()),
  message: z.optional(z.string()),
  zoneCount: z.optional(z.number()),
  zonesLost: z.array(z.string()),
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
      certificates: z.array(CERTIFICATE_JSON),
    }),
  ),
  unreadable: z.array(CODED_ERROR),
});

/** @param options what the commands in it need as well: ` --region eu-west-1`. Of several renewers each gets `--renewer`, too. */
export function statusJson(
  found: readonly RenewerStatus[],
  unreadable: readonly RenewerError[],
  now: Date,
  options = '',
): z.output<typeof STATUS_JSON> {
  return {
    schema: SCHEMA,
    renewers: found.map(({ renewer, statuses, isComplete, token, bundleUrlOf }) => ({
      renewerName: renewer.renewerName,
      region: renewer.region,
      version: renewer.version,
      isComplete,
      token: token && tokenJson(token),
      certificates: statuses.map((one) =>
        certificateJson(
          one,
          bundleUrlOf?.(one.certificateName),
          now,
          found.length > 1 ? ` --renewer ${renewer.renewerName}${options}` : options,
        ),
      ),
    })),
    unreadable: unreadable.map(({ code, subject, message }) => ({ code, subject, message })),
  };
}

function tokenJson({ ok, at, code, message, zoneCount, zonesLost }: TriedToken): z.output<typeof TOKEN> {
  return { ok, at: at.toISOString(), code, message, zoneCount, zonesLost };
}
