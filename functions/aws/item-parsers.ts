/**
 * How definition and state look inside the table, both ways, and nothing about how they are read or written.
 * Instants are ISO 8601 text in UTC, so that text order is time order. Attributes of a later release pass
 * through: this release keeps what it does not know.
 */
import * as z from 'zod/mini';
import type { KeyAlgorithm } from '../engine/config/definition.ts';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { type Disposition, type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import type { StoredDefinition } from '../engine/ports.ts';
import type { CertificateState, StateChanges } from '../engine/renewal/state.ts';
import { ITEM_SCHEMA } from './table.ts';

const instant = z.codec(z.string().check(z.regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** A word of a union that a later release may have widened: any text is taken. */
const word = <Union extends string>() => z.custom<Union>((value) => typeof value === 'string');

const certificate = z.looseObject({
  version: z.string(),
  serial: z.string(),
  domainNames: z.array(z.string()),
  notBefore: instant,
  notAfter: instant,
  keyAlgorithm: word<KeyAlgorithm>(),
  certificateAuthority: z.string(),
  profile: z.optional(z.string()),
});

const order = z.looseObject({
  version: z.string(),
  definitionHash: z.string(),
  certificateAuthority: z.string(),
  startedAt: instant,
  url: z.optional(z.string()),
});

const txtRecord = z.looseObject({
  zoneId: z.string(),
  zoneName: z.string(),
  name: z.string(),
  value: z.string(),
});

const installation = z.looseObject({
  certificateArn: z.string(),
  serial: z.string(),
  importedAt: instant,
});

const failure = z.looseObject({
  count: z.number(),
  code: word<ErrorCode>(),
  disposition: word<Disposition>(),
  message: z.string(),
  step: z.string(),
  at: instant,
  retryAt: z.optional(instant),
});

const stateChanges = z.object({
  certificate: z.optional(certificate),
  order: z.optional(order),
  txtRecords: z.optional(z.array(txtRecord)),
  installations: z.optional(z.record(z.string(), installation)),
  failure: z.optional(failure),
  misses: z.optional(z.record(z.string(), z.number())),
});

const stateItem = z.extend(stateChanges, {
  certificateName: z.string(),
  nextCheckAt: z.optional(instant),
});

const ownership = z.object({ owner: z.string(), hash: z.string() });

const claimAttributes = z.object({
  runId: z.optional(z.string()),
  settledRunId: z.optional(z.string()),
  sequence: z._default(z.number(), 0),
  lookRequests: z.optional(z.number()),
});

/** What the fence of a state item looks like: who holds the claim, and how far its writes got. */
export type ClaimAttributes = z.output<typeof claimAttributes>;

/** @throws RenewerError for a person: the item is of a newer release (`unexpected`), or damaged. */
export function parseDefinitionItem(item: Record<string, unknown>): StoredDefinition {
  return { ...parse(ownership, item), definition: parseDefinition(item) };
}

/** @throws RenewerError as `parseDefinitionItem`. */
export function parseStateItem(item: Record<string, unknown>): CertificateState {
  const { txtRecords = [], installations = {}, ...state } = parse(stateItem, item);
  return { ...state, txtRecords, installations };
}

/** @throws RenewerError as `parseDefinitionItem`. */
export function parseClaimAttributes(item: Record<string, unknown>): ClaimAttributes {
  return parse(claimAttributes, item);
}

/** The changed attributes as the table keeps them, with the copies that the indexes read; undefined removes one. */
export function encodeStateChanges(changes: StateChanges): Record<string, unknown> {
  const encoded = z.encode(stateChanges, changes);
  return 'certificate' in changes ? { ...encoded, notAfter: encoded.certificate?.notAfter } : encoded;
}

function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: Record<string, unknown>,
): z.output<Schema> {
  const which = `The ${printable(String(item.kind))} item of ${printable(String(item.certificateName))}`;
  if (typeof item.schema === 'number' && item.schema > ITEM_SCHEMA) {
    throw unreadable(
      which,
      `was written by a newer release (schema ${item.schema}, this one knows ${ITEM_SCHEMA}) and is left alone: deploy that release again`,
    );
  }
  const result = z.safeParse(schema, item);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw unreadable(
    which,
    `is damaged (${printable(faults)}) and is left alone: repair the item in the table, or restore it from the point-in-time backup`,
  );
}

function unreadable(which: string, why: string): RenewerError {
  return new RenewerError({ code: 'unexpected', disposition: 'person', message: `${which} ${why}.` });
}
