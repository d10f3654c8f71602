/**
 * What happens in the proof: the fleet, and which party is in trouble when. The troubles come at fixed shares of the whole
 * time, so that a short proof has all of them too; only the weekly hiccups of the CA are drawn from the seed.
 */
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import { aDefinition } from '../../../test/support/builders.ts';
import { OPT_IN_REGION } from '../../../test/support/world/modelled-world.ts';
import { PROFILES, type Profile } from '../../../test/support/world/models/ca-certificates.ts';
import type { Random } from '../../../test/support/world/models/seeded-random.ts';
import {
  listTroubles,
  type Party,
  type Trouble,
  type Troubles,
} from '../../../test/support/world/models/troubles.ts';

export type StoryOptions = { days: number; certificates: number; random: Random };

export type Story = {
  startsAt: Date;
  endsAt: Date;
  fleet: CertificateDefinition[];
  /** From one certificate's declaration to the next one's. */
  declaredEveryMs: number;
  zoneNames: string[];
  /** Of the first certificate: what is served there may be in trouble. */
  troubledHost: string;
  troubles: Troubles;
  /** The CA revokes every certificate. */
  revokedAt: Date;
  /** The stack is deployed again, nothing changed. */
  declaredAgainAt: Date[];
};

const START = new Date('2027-01-04T00:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const CERTIFICATES_PER_DOMAIN = 4;
const QUIET_MS = 1.5 * DAY_MS;

type Planned = { party: Party; atShare: number; hours: number };

const TROUBLES: readonly Planned[] = [
  { party: 'ari', atShare: 0.1, hours: 48 },
  { party: 'dnscale', atShare: 0.16, hours: 24 },
  // What ends by itself is told after a day.
  { party: 'acm', atShare: 0.22, hours: 48 },
  // The longest that certificates of 160 h can bear: half their life, less a day of back-off.
  { party: 'ca', atShare: 0.3, hours: 48 },
  { party: 'schedule', atShare: 0.35, hours: 6 },
  { party: 'token', atShare: 0.4, hours: 6 },
  { party: 'foreign', atShare: 0.45, hours: 12 },
  { party: 'ca', atShare: 0.5, hours: 168 },
  { party: 'region', atShare: 0.6, hours: 36 },
  { party: 'caa', atShare: 0.64, hours: 36 },
  { party: 'unreachable', atShare: 0.69, hours: 36 },
  { party: 'withdrawn', atShare: 0.86, hours: 36 },
];
const REVOKED_AT_SHARE = 0.74;
/** The fleet is declared over the time between two renewals of a certificate of 160 h, so that some are always due. */
const DECLARED_WITHIN_MS = 80 * HOUR_MS;

export function writeStory({ days, certificates, random }: StoryOptions): Story {
  const at = (share: number) => new Date(START.getTime() + Math.round(share * days) * DAY_MS + 9 * HOUR_MS);
  const revokedAt = at(REVOKED_AT_SHARE);
  const planned = TROUBLES.map(({ party, atShare, hours }) => trouble(party, at(atShare), hours * HOUR_MS));
  const quiet = [revokedAt, ...planned.map(({ endsAt }) => endsAt)];
  const weeks = Array.from({ length: Math.floor(days / 7) }, (_, week) => week);
  const fleet = Array.from({ length: certificates }, (_, index) => definition(index));
  return {
    startsAt: START,
    endsAt: new Date(START.getTime() + days * DAY_MS),
    fleet,
    declaredEveryMs: DECLARED_WITHIN_MS / certificates,
    troubledHost: fleet[0]?.domainNames[0] ?? '',
    zoneNames: [...new Set(fleet.map(({ domainNames }) => domainOf(domainNames)))],
    troubles: listTroubles([...planned, ...weeks.map((week) => hiccup(week, quiet, random))]),
    revokedAt,
    declaredAgainAt: weeks.filter((week) => week % 4 === 3).map((week) => inWeek(week, 2 * DAY_MS)),
  };
}

function definition(index: number): CertificateDefinition {
  const profiles = Object.keys(PROFILES) as Profile[];
  const domain = `proof-${Math.floor(index / CERTIFICATES_PER_DOMAIN) + 1}.test`;
  const name = `site-${index + 1}.${domain}`;
  return aDefinition({
    certificateName: name,
    // Every second one with a wildcard: two values in one RRset.
    domainNames: index % 2 === 0 ? [name] : [name, `*.${name}`],
    profile: profiles[index % profiles.length],
    ...(index % 5 === 3 && { regions: ['eu-central-1', OPT_IN_REGION] }),
    ...(index % 5 === 0 && { probe: [`${name}:443`] }),
  });
}

function domainOf([name = '']: readonly string[]): string {
  return name.slice(name.indexOf('.') + 1);
}

/** 20 minutes to 3 hours, once a week, but not while the time after the revocation or an outage is measured. */
function hiccup(week: number, quiet: readonly Date[], random: Random): Trouble {
  const startsAt = inWeek(week, random.between(0, 6 * DAY_MS));
  const lengthMs = random.between(HOUR_MS / 3, 3 * HOUR_MS);
  const isClose = quiet.some((time) => Math.abs(startsAt.getTime() - time.getTime()) < QUIET_MS);
  return trouble('ca', isClose ? new Date(startsAt.getTime() - 2 * QUIET_MS) : startsAt, lengthMs);
}

function inWeek(week: number, ms: number): Date {
  return new Date(START.getTime() + week * WEEK_MS + ms);
}

function trouble(party: Party, startsAt: Date, lengthMs: number): Trouble {
  return { party, startsAt, endsAt: new Date(startsAt.getTime() + lengthMs) };
}
