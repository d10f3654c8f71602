/**
 * Does a token exist, and what may it read? The doctor tests reading by reading what a run reads. It does not test
 * writing, as it changes nothing. It never shows the token itself.
 */
import { type Attempt, attempt } from '../attempt.ts';
import type { ChallengeTarget } from '../dns/challenge-target.ts';
import { listed, printable } from '../errors.ts';
import type { Zone, ZoneDirectory } from '../ports/dns.ts';
import type { Deadline } from '../ports/time.ts';
import { type Finding, failed, failedOrSilent, ok, unknown, warning } from './findings.ts';

export interface TokenInspector {
  /** MUST throw `token-missing` when none can be used. */
  readToken(deadline: Deadline): Promise<string>;
  /** Dangers in how the token is kept, such as a file that others can read. Complete once the token was read. */
  warnings(): readonly string[];
}

/** The outcome of listing a zone's records. */
export type ZoneListing = { zone: Zone; outcome: Attempt<unknown> };

const SUBJECT = 'DNScale token';
const WRITING =
  'Whether it may write is not tested here, as that would change something: `dnscale-certs try` does.';

export async function examineToken(token: TokenInspector, deadline: Deadline): Promise<Finding[]> {
  const about = { check: 'token', subject: SUBJECT };
  const read = await attempt(() => token.readToken(deadline), deadline);
  const verdict = 'value' in read ? ok(about, 'is there and can be read') : failed(about, read.error);
  return [verdict, ...token.warnings().map((message) => warning(about, message))];
}

/** The token by itself, without the names of a certificate: one zone's records stand for all. */
export async function examineTokenAlone(zones: ZoneDirectory, deadline: Deadline): Promise<Finding[]> {
  const listed = await attempt(() => zones.listZones(deadline), deadline);
  const [zone] = 'value' in listed ? listed.value : [];
  if (zone === undefined) return examineReading(listed, []);
  const outcome = await attempt(() => zones.listRecords(zone, deadline), deadline);
  return examineReading(listed, [{ zone, outcome }]);
}

export function examineReading(zones: Attempt<Zone[]>, listings: readonly ZoneListing[]): Finding[] {
  const about = { check: 'token-reads', subject: SUBJECT };
  if ('error' in zones) {
    if (zones.error.code === 'token-missing') return [unknown(about, 'not tested: there is no token')];
    return [failedOrSilent(about, zones.error, 'DNScale')];
  }
  const refused = listings.flatMap(({ outcome }) =>
    'error' in outcome ? [failed(about, outcome.error)] : [],
  );
  if (refused.length > 0) return refused;
  if (zones.value.length === 0) {
    return [unknown(about, 'sees no zone at all (zones:read), so that records:read cannot be tested')];
  }
  const count = zones.value.length === 1 ? '1 zone' : `${zones.value.length} zones`;
  const names = listings.map(({ zone }) => printable(zone.name)).join(', ');
  return [ok(about, `sees ${count} (zones:read) and the records of ${names} (records:read). ${WRITING}`)];
}

const MOST_NAMES_SHOWN = 5;

/** The least that a key can be given and still do the work: DNScale limits one to zones and to exact owner names. */
export function describeTightestScope(targets: readonly ChallengeTarget[]): Finding[] {
  const byZone = Map.groupBy(targets, ({ zone }) => zone.name);
  if (byZone.size === 0) return [];
  const limits = [...byZone].map(([zoneName, held]) => {
    const names = listed([...new Set(held.map(({ name }) => printable(name)))], MOST_NAMES_SHOWN);
    return `in the zone ${zoneName} to ${names}`;
  });
  const message = 'needs zones:read, records:read and records:write, and nothing else';
  const fix = `To have the tightest key that works, limit one at DNScale ${limits.join('; ')}.`;
  return [ok({ check: 'token-scope', subject: SUBJECT }, message, fix)];
}
