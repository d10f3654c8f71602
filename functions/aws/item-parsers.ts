/**
 * The form of definition, state and counted orders in their tables; others read and write them. Instants are ISO 8601 text
 * in UTC, so that text order is time order. Attributes of a later release pass through: this release keeps what it does
 * not know.
 */
import * as z from 'zod/mini';
import { parseDefinition } from '../engine/config/definition-schema.ts';
import { type ErrorCode, printable, RenewerError } from '../engine/errors.ts';
import type { StoredDefinition } from '../engine/ports/records.ts';
import type { TriedToken } from '../engine/ports/token-trials.ts';
import { INSTANT } from '../engine/renewal/instant.ts';
import type { CertificateState, StateChanges } from '../engine/renewal/state.ts';
import { completeState, STATE, STATE_CHANGES } from '../engine/renewal/state-schema.ts';
import { ITEM_KIND, ITEM_SCHEMA } from './table.ts';

const ownership = z.object({ owner: z.string(), hash: z.string() });

export const CLAIM_ATTRIBUTES = z.object({
  runId: z.optional(z.string()),
  /** The run that reported last. Stored items keep this attribute's name; our word today is report. */
  settledRunId: z.optional(z.string()),
  sequence: z._default(z.number(), 0),
});

const ordersAttributes = z.object({
  counts: z.catch(z.record(z.string(), z.number().check(z.nonnegative())), {}),
  lastId: z.optional(z.unknown()),
});

const triedToken = z.object({
  version: z.string(),
  at: INSTANT,
  ok: z.boolean(),
  code: z.optional(z.custom<ErrorCode>((value) => typeof value === 'string')),
  message: z.optional(z.string()),
  advice: z.optional(z.string()),
  zoneCount: z.optional(z.number()),
  zonesSeen: z.array(z.string()),
  zonesLost: z.array(z.string()),
});

/** The fence of a state item: who holds the claim, and how far its writes got. */
export type ClaimAttributes = z.output<typeof CLAIM_ATTRIBUTES>;

/** @throws RenewerError `record-unreadable`, for a person: the item is of a newer release, or damaged. */
export function parseDefinitionItem(item: Record<string, unknown>): StoredDefinition {
  return { ...parse(ownership, item), definition: parseDefinition(item) };
}

/** @throws RenewerError as `parseDefinitionItem`. */
export function parseStateItem(item: Record<string, unknown>): CertificateState {
  return completeState(parse(STATE, item));
}

/** @throws RenewerError as `parseDefinitionItem`. */
export function parseClaimAttributes(item: Record<string, unknown>): ClaimAttributes {
  return parse(CLAIM_ATTRIBUTES, item);
}

/** The orders counted at a CA. Damaged counts are read as none: they must not keep every certificate from its renewal. */
export function parseOrdersItem(item: Record<string, unknown>): z.output<typeof ordersAttributes> {
  return parse(ordersAttributes, item);
}

/** Undefined when it is damaged: then the token is tried again, and the item is written anew. */
export function parseTriedTokenItem(item: Record<string, unknown>): TriedToken | undefined {
  return z.safeParse(triedToken, item).data;
}

/** All attributes; undefined removes one. */
export function encodeTriedToken(tried: TriedToken): Record<string, unknown> {
  return {
    code: undefined,
    message: undefined,
    advice: undefined,
    zoneCount: undefined,
    ...z.encode(triedToken, tried),
  };
}

/** The changed attributes as the table of states keeps them, with the copies that the index reads; undefined removes one. */
export function encodeStateChanges(changes: StateChanges): Record<string, unknown> {
  const encoded = z.encode(STATE_CHANGES, changes);
  return {
    ...encoded,
    ...('certificate' in changes ? copiesOfCertificate(encoded) : {}),
    ...('renewalInfo' in changes ? copiesOfRenewalInfo(encoded) : {}),
    ...('failure' in changes ? copiesOfFailure(encoded) : {}),
  };
}

type Encoded = z.input<typeof STATE_CHANGES>;

/** Removes `replaceAt`: advice on the certificate before would make this one seem revoked. */
function copiesOfCertificate({ certificate }: Encoded) {
  return { notBefore: certificate?.notBefore, notAfter: certificate?.notAfter, replaceAt: undefined };
}

/** A window that ends before it begins is an error of the CA (renewal-info.ts ignores it too). */
function copiesOfRenewalInfo({ renewalInfo }: Encoded) {
  const { window } = renewalInfo ?? {};
  return { replaceAt: window && window.startsAt < window.endsAt ? window.endsAt : undefined };
}

function copiesOfFailure({ failure }: Encoded) {
  return { failedAt: failure?.at, failedTookMs: failure?.tookMs };
}

function parse<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: Record<string, unknown>,
): z.output<Schema> {
  expectKnownSchema(item);
  const result = z.safeParse(schema, item);
  if (result.success) return result.data;
  const faulty = new Set(result.error.issues.map(({ path }) => path.join('.')));
  const table = item.kind === ITEM_KIND.definition ? 'definitions' : 'states';
  throw unreadable(
    item,
    `is damaged (unusable: ${printable([...faulty].join(', '))})`,
    `Repair the item in the table of ${table}, or restore it from the table's point-in-time backup.`,
  );
}

/** @throws RenewerError `record-unreadable` for an item of a newer release, which no write of this one changes. */
export function expectKnownSchema(item: Record<string, unknown>): void {
  if (typeof item.schema !== 'number' || item.schema <= ITEM_SCHEMA) return;
  throw unreadable(
    item,
    `was written by a newer release (schema ${item.schema}, this one knows ${ITEM_SCHEMA})`,
    'Deploy that release again.',
    // A release that was rolled back has written all of them.
    `records of schema ${item.schema}`,
  );
}

/** A map with a member `toString` cannot be made a text. */
function shown(value: unknown): string {
  return typeof value === 'string' ? printable(value) : typeof value;
}

function unreadable(
  { kind, certificateName }: Record<string, unknown>,
  seen: string,
  advice: string,
  subject = shown(certificateName),
): RenewerError {
  const message = `The ${shown(kind)} item of ${shown(certificateName)} ${seen} and is left alone.`;
  return new RenewerError({ code: 'record-unreadable', disposition: 'person', subject, message, advice });
}
