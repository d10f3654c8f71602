/**
 * Orders and authorizations of the modelled CA (RFC 8555 §7.1): how they begin, are validated against DNS, and end.
 * ca-admission.ts counts limits and replacements.
 */
import { createHash } from 'node:crypto';
import { challengeName, isWildcard, withoutWildcard } from '../../../../functions/engine/dns/name.ts';
import type { Authorization, Order } from '../../../../functions/engine/ports/acme.ts';
import type { Profile } from './ca-certificates.ts';
import type { DnscaleModel } from './dnscale.ts';
import type { Random } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type CaOrder = {
  url: string;
  domainNames: readonly string[];
  profile: Profile;
  orderedAt: Date;
  expiresAt: Date;
  authorizations: CaAuthorization[];
  exempt: boolean;
  stage: 'validating' | 'processing' | 'valid';
  pem?: string;
};

export type CaAuthorization = Authorization & { validUntil?: Date };

/** How long every validation takes, and whether it sees the value. */
export type FixedValidation = { takesMs: number; succeeds: boolean };

export type OrderBookOptions = {
  clock: VirtualClock;
  random: Random;
  dnscale: Pick<DnscaleModel, 'shown'>;
  /** What becomes of every validation, instead. @default it asks DNS after some seconds, and rarely misses a value */
  validation?: FixedValidation | undefined;
  /** Called for each name whose proof of control failed. */
  onFailure(domainName: string): void;
};

export interface OrderBook {
  open(request: Pick<CaOrder, 'domainNames' | 'profile' | 'exempt'>): CaOrder;
  /** Undefined when the order is unknown or the CA has forgotten it. */
  find(url: string): CaOrder | undefined;
  findAuthorization(url: string): CaAuthorization | undefined;
  /** Asks DNS some seconds later. */
  validate(authorization: CaAuthorization): void;
}

const HOUR_MS = 3_600_000;
const ORDER_LIFE_MS: Record<Profile, number> = {
  classic: 168 * HOUR_MS,
  tlsserver: 8 * HOUR_MS,
  shortlived: 8 * HOUR_MS,
};
/** How long a valid authorization is reused. */
const REUSED_MS = 7 * HOUR_MS;
/** The share of validations in which one of the CA's vantage points misses a value that all name servers show. */
const MISSED_SHARE = 0.005;

export function createOrderBook(options: OrderBookOptions): OrderBook {
  const { clock, random, dnscale, validation, onFailure } = options;
  const orders = new Map<string, CaOrder>();
  const authorizations = new Map<string, CaAuthorization>();
  const reusable = new Map<string, CaAuthorization>();

  function authorize(domainName: string): CaAuthorization {
    const known = reusable.get(domainName);
    if (known?.validUntil && clock.now() < known.validUntil) return known;
    const number = authorizations.size + 1;
    const url = `https://ca.test/authorization/${number}`;
    const txtValue = createHash('sha256').update(url).digest('base64url');
    const authorization: CaAuthorization = {
      url,
      status: 'pending',
      domainName: withoutWildcard(domainName),
      wildcard: isWildcard(domainName),
      challenge: { url: `https://ca.test/challenge/${number}`, txtValue },
    };
    authorizations.set(url, authorization);
    return authorization;
  }

  function decide(authorization: CaAuthorization): void {
    const { domainName, wildcard, challenge } = authorization;
    if (authorization.status !== 'pending') return;
    const name = wildcard ? `*.${domainName}` : domainName;
    const isShown = dnscale.shown(challengeName(domainName)).includes(challenge?.txtValue ?? '');
    const isMissed = validation ? !validation.succeeds : random.happens(MISSED_SHARE);
    if (isShown && !isMissed) {
      authorization.status = 'valid';
      authorization.validUntil = new Date(clock.now().getTime() + REUSED_MS);
      reusable.set(name, authorization);
      return;
    }
    authorization.status = 'invalid';
    authorization.errorType = 'unauthorized';
    authorization.error = 'During secondary validation: no TXT record found';
    onFailure(name);
  }

  function open({ domainNames, profile, exempt }: Parameters<OrderBook['open']>[0]): CaOrder {
    const orderedAt = clock.now();
    const url = `https://ca.test/order/${orders.size + 1}`;
    const expiresAt = new Date(orderedAt.getTime() + ORDER_LIFE_MS[profile]);
    const parts = { authorizations: domainNames.map(authorize), stage: 'validating' as const };
    const order: CaOrder = { url, domainNames, profile, exempt, orderedAt, expiresAt, ...parts };
    orders.set(url, order);
    return order;
  }

  return {
    open,
    find: (url) => {
      const order = orders.get(url);
      return order && clock.now() < order.expiresAt ? order : undefined;
    },
    findAuthorization: (url) => authorizations.get(url),
    validate: (authorization) => {
      const takesMs = validation?.takesMs ?? random.between(800, 5_000);
      clock.later(takesMs, () => decide(authorization));
    },
  };
}

export function statusOf({ stage, authorizations }: CaOrder): Order['status'] {
  if (stage !== 'validating') return stage;
  if (authorizations.some(({ status }) => status === 'invalid')) return 'invalid';
  return authorizations.every(({ status }) => status === 'valid') ? 'ready' : 'pending';
}

/** In the port's form. */
export function shownOrder(order: CaOrder): Order {
  return {
    url: order.url,
    status: statusOf(order),
    authorizationUrls: order.authorizations.map(({ url }) => url),
    expiresAt: order.expiresAt,
  };
}
