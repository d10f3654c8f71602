/**
 * Our own limits, below those of Let's Encrypt: a renewer that goes wrong stops by itself before the CA locks its names
 * out for days. Pure. A certificate is written down before the run asks for it, so that the certificate of a killed run
 * counts too. A failed validation is written down when the CA tells of it.
 */
import { RenewerError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import type { CertificateState, Issuance } from '../renewal/state.ts';

const HOUR_MS = 60 * 60 * 1000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** Let's Encrypt issues 5 certificates for one exact set of names in 7 days. Renewals inside its advice do not count. */
const MOST_ISSUANCES_AT_CA = 5;
const MOST_ISSUANCES = 4;
/** Let's Encrypt allows 5 failed validations of one name in an hour. */
const MOST_FAILURES_AT_CA = 5;
const MOST_FAILURES = 3;

export type LimitedOrder = {
  certificateName: string;
  domainNames: readonly string[];
  /** Made inside the window that the CA suggests: it counts towards no limit of the CA. */
  exempt: boolean;
  /** A person wants it, whatever was issued before. */
  forced: boolean;
  /** That person runs it. Failed validations still hold it up. @default false */
  unlimited?: boolean | undefined;
};

type Counted = Pick<CertificateState, 'issuances' | 'failedValidations'>;

/**
 * A request lifts no limit: whoever can write the table of requests would use up what the CA allows.
 *
 * @throws RenewerError `acme-rate-limited`, with the time at which the next order is within the limits; for a person when one
 * has asked for more certificates than our own limit allows in a week.
 */
export function expectWithinLimits(order: LimitedOrder, counted: Counted, now: Date): void {
  const failures = order.domainNames
    .map((name) => ({ name, at: since(now, HOUR_MS, ownValue(counted.failedValidations, name) ?? []) }))
    .find(({ at }) => at.length >= MOST_FAILURES);
  if (failures) {
    const seen = `${failures.name} was not validated ${failures.at.length} times within an hour`;
    throw limited(order, seen, later(failures.at[0], HOUR_MS));
  }
  if (order.exempt || order.unlimited) return;
  const recent = since(now, WEEK_MS, issuancesOf(order.domainNames, counted));
  if (recent.length < MOST_ISSUANCES) return;
  const seen = `${recent.length} certificates for exactly these names were asked for within seven days`;
  const roomAt = later(recent[recent.length - MOST_ISSUANCES], WEEK_MS);
  throw order.forced ? notForced(order, seen, roomAt) : limited(order, seen, roomAt);
}

export type UsedLimit = {
  of: 'certificates' | 'validations';
  /** The name whose validations failed. @default - it is about the exact set of names */
  name?: string | undefined;
  used: number;
  /** Ours. */
  most: number;
  /** Let's Encrypt's. */
  mostOfCa: number;
  hours: number;
};

/** How much of each limit these names have used up, for whoever shows it. */
export function usedLimits(domainNames: readonly string[], counted: Counted, now: Date): UsedLimit[] {
  const failed = domainNames.flatMap((name): UsedLimit[] => {
    const used = since(now, HOUR_MS, ownValue(counted.failedValidations, name) ?? []).length;
    const limit = { most: MOST_FAILURES, mostOfCa: MOST_FAILURES_AT_CA, hours: 1 };
    return used === 0 ? [] : [{ of: 'validations', name, used, ...limit }];
  });
  const used = since(now, WEEK_MS, issuancesOf(domainNames, counted)).length;
  const limit = { most: MOST_ISSUANCES, mostOfCa: MOST_ISSUANCES_AT_CA, hours: WEEK_MS / HOUR_MS };
  return [{ of: 'certificates', used, ...limit }, ...failed];
}

/** When those were asked for that count. */
function issuancesOf(domainNames: readonly string[], { issuances = {} }: Counted): Date[] {
  return Object.values(issuances)
    .filter((issuance) => !issuance.exempt && areSame(issuance.domainNames, domainNames))
    .map(({ at }) => at);
}

/** Adds one, and drops those that no longer count. */
export function countIssuance(
  issuances: Counted['issuances'],
  version: string,
  issuance: Issuance,
): Record<string, Issuance> {
  const recent = Object.entries(issuances ?? {}).filter(([, { at }]) => isSince(issuance.at, WEEK_MS, at));
  return { ...Object.fromEntries(recent), [version]: issuance };
}

/** Drops the one of this version, which was never issued. */
export function withoutIssuance(issuances: Counted['issuances'], version: string): Counted['issuances'] {
  if (!issuances || !ownValue(issuances, version)) return issuances;
  const { [version]: _, ...others } = issuances;
  return others;
}

/** Adds one for each of these names, and drops those that no longer count. */
export function countFailedValidations(
  failures: Counted['failedValidations'],
  domainNames: readonly string[],
  now: Date,
): Record<string, Date[]> {
  const names = new Set([...Object.keys(failures ?? {}), ...domainNames]);
  const counted = [...names].map((name): [string, Date[]] => {
    const recent = since(now, HOUR_MS, ownValue(failures, name) ?? []);
    return [name, domainNames.includes(name) ? [...recent, now] : recent];
  });
  return Object.fromEntries(counted.filter(([, at]) => at.length > 0));
}

function since(now: Date, spanMs: number, instants: readonly Date[]): Date[] {
  return instants.filter((at) => isSince(now, spanMs, at)).toSorted((a, b) => a.getTime() - b.getTime());
}

function isSince(now: Date, spanMs: number, at: Date): boolean {
  return now.getTime() - at.getTime() < spanMs;
}

function later(at: Date | undefined, ms: number): Date {
  return new Date((at?.getTime() ?? 0) + ms);
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}

function limited({ certificateName }: LimitedOrder, seen: string, retryAt: Date): RenewerError {
  return new RenewerError({
    code: 'acme-rate-limited',
    disposition: 'not-before',
    retryAt,
    subject: certificateName,
    message:
      `No order was made for ${certificateName}: ${seen}, which is our own limit, one step before the CA would lock ` +
      'them out. The certificate that is live stays.',
    advice:
      `The next try is not before ${retryAt.toISOString()}. The log says why so many were needed, and ` +
      '`dnscale-certs doctor` shows what may be in the way.',
  });
}

/** Not before a time: the checks that follow must not wait for it, as nothing else may be due. */
function notForced({ certificateName }: LimitedOrder, seen: string, roomAt: Date): RenewerError {
  return new RenewerError({
    code: 'acme-rate-limited',
    disposition: 'person',
    subject: certificateName,
    message:
      `The new certificate that was asked for was not ordered for ${certificateName}: ${seen}, which is our own limit, one ` +
      'step before the CA would lock them out. The certificate that is live stays, and is renewed as before.',
    advice:
      `If you still want a new one, ask again after ${roomAt.toISOString()}. If you asked for none, find out who writes ` +
      'the table of requests.',
  });
}
