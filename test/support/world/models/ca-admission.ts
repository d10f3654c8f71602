/**
 * Which orders the modelled CA admits: its limits, and its rules for an order that replaces a certificate (RFC 9773 §5,
 * as Boulder has it: an open order counts as a replacement already).
 */
import type { RenewerError } from '../../../../functions/engine/errors.ts';
import type { OrderRequest } from '../../../../functions/engine/ports/acme.ts';
import { type IssuedCertificate, renewalWindow } from './ca-certificates.ts';
import { type CaLimits, createCaLimits, LIMITS, type Limit } from './ca-limits.ts';
import { type CaOrder, statusOf } from './ca-orders.ts';
import { refusal } from './ca-refusals.ts';

export interface Admission {
  readonly limits: CaLimits;
  /** Each order that was refused for a limit, in words. */
  readonly breaches: string[];
  /** Whether the order is exempt from the limits. @throws RenewerError as the adapter would. */
  admit(request: OrderRequest): boolean;
  noteReplacement(certId: string, order: CaOrder): void;
  noteIssuance(certificate: IssuedCertificate): void;
  find(certId: string): IssuedCertificate | undefined;
  /** Whether it has issued for exactly these names. */
  knows(domainNames: readonly string[]): boolean;
}

const ACCOUNT = 'account 1';

/** @param countsNothing takes every order as one outside all limits, while it says so. */
export function createAdmission(
  clock: { now(): Date },
  countsNothing: () => boolean = () => false,
): Admission {
  const limits = createCaLimits(clock);
  const breaches: string[] = [];
  const byCertId = new Map<string, IssuedCertificate>();
  const replacements = new Map<string, CaOrder>();
  const nameSets = new Set<string>();

  const refuse = (status: number, type: string, detail: string, retryAt?: Date): RenewerError =>
    refusal({ resource: 'newOrder', status, type, detail, retryAt }, clock.now());

  function expectWithin(limit: Limit, subject: string): void {
    const retryAt = limits.reachedUntil(limit, subject);
    if (!retryAt) return;
    const detail = `too many ${LIMITS[limit].words} (${subject})`;
    breaches.push(`${clock.now().toISOString()} ${detail}`);
    throw refuse(429, 'rateLimited', detail, retryAt);
  }

  function isExempt(certId: string, domainNames: readonly string[]): boolean {
    const replaced = byCertId.get(certId);
    if (!replaced) throw refuse(404, 'malformed', 'no certificate has this serial');
    if (!replaced.domainNames.some((name) => domainNames.includes(name))) {
      throw refuse(400, 'malformed', 'the order shares no name with the certificate that it replaces');
    }
    const earlier = replacements.get(certId);
    if (earlier && isStanding(earlier, clock.now())) {
      throw refuse(409, 'alreadyReplaced', `the certificate is replaced already, by ${earlier.url}`);
    }
    const { startsAt, endsAt } = renewalWindow(replaced);
    return startsAt <= clock.now() && clock.now() < endsAt;
  }

  return {
    limits,
    breaches,
    admit: ({ domainNames, replaces }) => {
      if (countsNothing()) return true;
      if (replaces !== undefined && isExempt(replaces, domainNames)) return true;
      for (const name of domainNames) expectWithin('failures', name);
      expectWithin('orders', ACCOUNT);
      for (const domain of registeredDomains(domainNames)) expectWithin('domain', domain);
      expectWithin('names', nameSet(domainNames));
      limits.count('orders', ACCOUNT);
      return false;
    },
    find: (certId) => byCertId.get(certId),
    knows: (domainNames) => nameSets.has(nameSet(domainNames)),
    noteReplacement: (certId, order) => replacements.set(certId, order),
    noteIssuance: (certificate) => {
      byCertId.set(certificate.certId, certificate);
      nameSets.add(nameSet(certificate.domainNames));
      if (certificate.exempt) return;
      for (const domain of registeredDomains(certificate.domainNames)) limits.count('domain', domain);
      limits.count('names', nameSet(certificate.domainNames));
    },
  };
}

function isStanding(order: CaOrder, now: Date): boolean {
  return order.stage === 'valid' || (now < order.expiresAt && statusOf(order) !== 'invalid');
}

/** The names as one text, whatever their order. */
export function nameSet(domainNames: readonly string[]): string {
  return domainNames.toSorted().join(' ');
}

/** All public suffixes here have one label. */
function registeredDomains(domainNames: readonly string[]): Set<string> {
  return new Set(domainNames.map((name) => name.split('.').slice(-2).join('.')));
}
