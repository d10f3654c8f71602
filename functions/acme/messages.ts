/** The CA's JSON (RFC 8555 §7.1), and the same in the engine's words. Any other shape is refused. */
import * as z from 'zod/mini';
import { printable } from '../engine/errors.ts';
import type { AuthorityMeta, Authorization, Order } from '../engine/ports/acme.ts';
import { absoluteUrl } from './addresses.ts';
import { caUnavailable } from './ca-errors.ts';
import { parseProblem } from './problem.ts';

const Address = z.string().check(z.maxLength(2_048));

export const DirectoryMessage = z.object({
  newNonce: Address,
  newAccount: Address,
  newOrder: Address,
  revokeCert: z.optional(Address),
  keyChange: z.optional(Address),
  renewalInfo: z.optional(Address),
  meta: z.optional(
    z.object({
      termsOfService: z.optional(z.string()),
      caaIdentities: z.optional(z.array(z.string().check(z.maxLength(255))).check(z.maxLength(50))),
      externalAccountRequired: z.optional(z.boolean()),
      profiles: z.optional(z.record(z.string(), z.unknown())),
    }),
  ),
});
export type DirectoryMessage = z.infer<typeof DirectoryMessage>;

/** The directory, with the clock difference from the answer's `Date`. */
export type Directory = DirectoryMessage & Pick<AuthorityMeta, 'clockAheadMs'>;

/** Visible ASCII only: names go into messages as they are. */
const Identifier = z.object({ type: z.string(), value: z.string().check(z.regex(/^[!-~]{1,255}$/)) });

const Identifiers = z.array(Identifier).check(z.maxLength(200));
const Addresses = z.array(Address).check(z.maxLength(200));

/** For a member that is needed at times only: what cannot be used counts as absent. */
const ifUsable = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(z.optional(schema), undefined);

const OrderMessage = z.object({
  status: z.string(),
  authorizations: ifUsable(Addresses),
  finalize: ifUsable(Address),
  certificate: ifUsable(Address),
  expires: ifUsable(z.string()),
  error: z.optional(z.unknown()),
});
export type OrderMessage = z.infer<typeof OrderMessage>;

const PendingOrder = z.object({ authorizations: Addresses });
const ReadyOrder = z.object({ finalize: Address });

/**
 * An order, with absolute addresses. Only what a run needs at this status must be there: CAs leave out the rest, or send
 * null (Telia).
 *
 * @param earlier what an earlier answer said of it: its addresses never change.
 */
export function parseOrder(
  data: unknown,
  { url, host, earlier }: { url: string; host: string; earlier?: OrderMessage | undefined },
): OrderMessage {
  const { authorizations, finalize, certificate, ...read } = parseMessage(OrderMessage, data, 'order', host);
  const order = {
    ...read,
    authorizations: authorizations?.map((address) => absoluteUrl(address, url)) ?? earlier?.authorizations,
    finalize: finalize === undefined ? earlier?.finalize : absoluteUrl(finalize, url),
    certificate: certificate && absoluteUrl(certificate, url),
  };
  const { status } = orderStatus(order);
  if (status === 'pending' && !order.authorizations) parseMessage(PendingOrder, data, 'order', host);
  if (status === 'ready' && !order.finalize) parseMessage(ReadyOrder, data, 'order', host);
  return order;
}

/** The names in an order, lower case; undefined when the CA does not say: its certificate is checked in any case. */
export function parseIdentifiers(data: unknown, host: string): string[] | undefined {
  const schema = z.object({ identifiers: z.optional(Identifiers) });
  const { identifiers } = parseMessage(schema, data, 'order', host);
  return identifiers?.map(({ value }) => value.toLowerCase());
}

/** CAs add and drop challenge types that we do not use: of these we read only type and error. */
const Challenge = z.object({ type: z.string(), error: z.optional(z.unknown()) });
const Dns01Challenge = z.object({ url: Address, token: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,512}$/)) });

/** A challenge by itself, read for its status. */
export const ChallengeMessage = z.object({ status: z.string() });

/** base64url(SHA-256), RFC 8555 §8.4; it goes into DNS, so we check it once more. */
export const TxtValue = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

const Challenges = z.array(z.looseObject(Challenge.shape)).check(z.maxLength(50));

const AuthorizationMessage = z.object({
  status: z.string(),
  identifier: Identifier,
  wildcard: z.optional(z.boolean()),
  challenges: ifUsable(Challenges),
});
export type AuthorizationMessage = z.infer<typeof AuthorizationMessage> & {
  challenges: z.infer<typeof Challenges>;
};

/** Its challenges are needed while it is pending only. */
export function parseAuthorization(data: unknown, host: string): AuthorizationMessage {
  const { challenges, ...message } = parseMessage(AuthorizationMessage, data, 'authorization', host);
  if (challenges) return { ...message, challenges };
  if (authorizationStatus(message).status !== 'pending') return { ...message, challenges: [] };
  return { ...message, ...parseMessage(z.object({ challenges: Challenges }), data, 'authorization', host) };
}

/** The message in `data`, where a member that is null is absent; `what` names it in the error. */
export function parseMessage<T>(schema: z.ZodMiniType<T>, data: unknown, what: string, host: string): T {
  const result = z.safeParse(schema, withoutNulls(data), { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, 3)
    .map(({ path, input }) => `${printable(path.join('.'), 100) || 'the answer'} ${inWords(input)}`);
  throw caUnavailable(host, `its ${what} is not as RFC 8555 has it (${faults.join('; ')})`);
}

/** Deeper than any message of ours. Others may nest without end. */
const DEEPEST = 8;

/** Some CAs (Telia) send null for what they have nothing to say of. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value;
  if (Array.isArray(value)) return value.map((member) => withoutNulls(member, depth + 1));
  const members = Object.entries(value).filter(([, member]) => member !== null);
  // The names of the profiles are what counts, whatever stands behind them.
  return Object.fromEntries(
    members.map(([name, member]) => [name, name === 'profiles' ? member : withoutNulls(member, depth + 1)]),
  );
}

function inWords(seen: unknown): string {
  if (seen === undefined) return 'is missing';
  if (seen === '') return 'is empty';
  if (typeof seen === 'string') return `is "${printable(seen, 60)}"`;
  if (Array.isArray(seen)) return 'is a list';
  return typeof seen === 'object' && seen !== null ? 'is an object' : `is ${seen}`;
}

const ORDER_STATUSES = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;
const AUTHORIZATION_STATUSES = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;

/** A status in any case. One that RFC 8555 does not know refuses nothing: the run goes the way of `otherwise`, and is told. */
function statusOf<Status extends string>(
  given: string,
  known: readonly Status[],
  otherwise: Status,
): { status: Status; unknownStatus?: string } {
  const status = known.find((word) => word === given.toLowerCase());
  return status ? { status } : { status: otherwise, unknownStatus: printable(given, 60) };
}

function orderStatus({ status, certificate }: Pick<OrderMessage, 'status' | 'certificate'>) {
  return statusOf(status, ORDER_STATUSES, certificate ? 'valid' : 'pending');
}

function authorizationStatus({ status }: Pick<AuthorizationMessage, 'status'>) {
  return statusOf(status, AUTHORIZATION_STATUSES, 'pending');
}

export function toOrder(url: string, message: OrderMessage, retryAfterMs: number | undefined): Order {
  const expiresAt = new Date(message.expires ?? '');
  return {
    url,
    ...orderStatus(message),
    authorizationUrls: message.authorizations ?? [],
    expiresAt: Number.isNaN(expiresAt.getTime()) ? undefined : expiresAt,
    error: parseProblem(message.error)?.message,
    retryAfterMs,
  };
}

export function toAuthorization(
  url: string,
  message: AuthorizationMessage,
  challenge?: Authorization['challenge'],
): Authorization {
  const problems = message.challenges.flatMap(({ error }) => parseProblem(error) ?? []);
  return {
    url,
    ...authorizationStatus(message),
    domainName: message.identifier.value.toLowerCase(),
    wildcard: message.wildcard ?? false,
    challenge,
    error: problems.length > 0 ? problems.map((problem) => problem.message).join('; ') : undefined,
    errorType: problems[0]?.type,
  };
}

const LONGEST_PROFILE_NAME = 100;

/** RFC 8659 §4.2: what a CAA record can name as the issuer. */
const ISSUER_DOMAIN_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/** Leaves out names that fit into no configuration and no record: they would only garble messages. */
export function toMeta({ meta, clockAheadMs }: Directory): AuthorityMeta {
  const profiles = Object.keys(meta?.profiles ?? {});
  const issuers = (meta?.caaIdentities ?? []).map((name) => name.toLowerCase());
  return {
    profiles: profiles.filter((name) => name !== '' && name === printable(name, LONGEST_PROFILE_NAME)),
    caaIdentities: issuers.filter((name) => ISSUER_DOMAIN_NAME.test(name)),
    termsOfServiceUrl: meta?.termsOfService,
    externalAccountRequired: meta?.externalAccountRequired ?? false,
    clockAheadMs,
  };
}

export function findDns01(
  message: AuthorizationMessage,
  host: string,
): z.infer<typeof Dns01Challenge> | undefined {
  const found = message.challenges.find(({ type }) => type === 'dns-01');
  // Of a name that is validated, or never will be, there is nothing to answer.
  if (!found || authorizationStatus(message).status !== 'pending') return undefined;
  return parseMessage(Dns01Challenge, found, 'dns-01 challenge', host);
}
