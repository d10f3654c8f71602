/**
 * The CA is down for three hours, until an hour before a certificate ends, and DNScale was down from before its renewal
 * until then: who has backed off for a day by now loses the certificate. One world for each length of life.
 */
import { aDefinition } from '../../../test/support/builders.ts';
import { createModelledWorld } from '../../../test/support/world/modelled-world.ts';
import { PROFILES, type Profile } from '../../../test/support/world/models/ca-certificates.ts';
import type { Random } from '../../../test/support/world/models/seeded-random.ts';
import { listTroubles } from '../../../test/support/world/models/troubles.ts';
import { liveThrough } from './live-through.ts';
import type { Story } from './story.ts';

export type LastHours = {
  profile: Profile;
  /** From the end of the CA's outage to the end of life. */
  leftMs: number;
  /** From the renewed certificate's arrival to the end of life; undefined when it came too late. */
  sparedMs: number | undefined;
};

const START = new Date('2027-01-04T00:00:00Z');
const HOUR_MS = 3_600_000;
const OUTAGE_MS = 3 * HOUR_MS;
/** The CA dates a certificate back by an hour; the outage ends an hour before that. */
const END_OF_OUTAGE_MS = 2 * HOUR_MS;

export async function liveLastHours(random: Random): Promise<LastHours[]> {
  const found: LastHours[] = [];
  for (const profile of Object.keys(PROFILES) as Profile[]) found.push(await liveOne(profile, random));
  return found;
}

async function liveOne(profile: Profile, random: Random): Promise<LastHours> {
  const story = writeLastHours(profile);
  const world = await createModelledWorld(story, random);
  await liveThrough(story, world, random);
  const caIsBackAt = story.troubles.all.find(({ party }) => party === 'ca')?.endsAt ?? START;
  const [first, next] = world.coverage.history.filter(({ place }) => place === 'ACM');
  if (!first) throw new Error(`The ${profile} certificate of the last hours was never issued`);
  const sparedMs = next ? first.notAfter.getTime() - next.since.getTime() : Number.NEGATIVE_INFINITY;
  return {
    profile,
    leftMs: first.notAfter.getTime() - caIsBackAt.getTime(),
    sparedMs: sparedMs > 0 ? sparedMs : undefined,
  };
}

function writeLastHours(profile: Profile): Story {
  const lifeMs = PROFILES[profile];
  const after = (ms: number) => new Date(START.getTime() + ms);
  const caIsBackAt = after(lifeMs - END_OF_OUTAGE_MS);
  const caIsDownAt = after(lifeMs - END_OF_OUTAGE_MS - OUTAGE_MS);
  const endsAt = after(lifeMs + 24 * HOUR_MS);
  const name = `${profile}.last.test`;
  return {
    startsAt: START,
    endsAt,
    fleet: [aDefinition({ certificateName: name, domainNames: [name], profile })],
    declaredEveryMs: 0,
    zoneNames: ['last.test'],
    troubledHost: name,
    troubles: listTroubles([
      { party: 'dnscale', startsAt: after(0.4 * lifeMs), endsAt: caIsDownAt },
      { party: 'ca', startsAt: caIsDownAt, endsAt: caIsBackAt },
    ]),
    // Never.
    revokedAt: after(100 * lifeMs),
    declaredAgainAt: [],
  };
}
