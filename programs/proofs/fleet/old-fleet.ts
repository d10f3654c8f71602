/**
 * A fleet that has lived for long, in a modelled world: certificates of three lives and of every age, each issued, stored and
 * imported by the engine's own runs. Only the beginning is made up: the CA counts nothing then, and dates what it issues back.
 */
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import { renewCertificate } from '../../../functions/engine/run/renew-certificate.ts';
import { aDefinition, anOwner } from '../../../test/support/builders.ts';
import {
  createModelledWorld,
  type ModelledWorld,
  OPT_IN_REGION,
  runTimes,
} from '../../../test/support/world/modelled-world.ts';
import { PROFILES, type Profile } from '../../../test/support/world/models/ca-certificates.ts';
import type { CapacityMeter } from '../../../test/support/world/models/capacity.ts';
import type { Random } from '../../../test/support/world/models/seeded-random.ts';
import type { Troubles } from '../../../test/support/world/models/troubles.ts';
import { FOREVER } from '../../../test/support/world/models/virtual-clock.ts';

export type OldFleetOptions = {
  /** When the first one is made: with five at a time, ten thousand take some six hours. */
  startsAt: Date;
  certificates: number;
  troubles: Troubles;
  random: Random;
  meter?: CapacityMeter;
};

const HOUR_MS = 3_600_000;
const CERTIFICATES_PER_DOMAIN = 100;
const AT_ONCE = 5;

/** Of its life, before the CA's window begins: half of one below ten days, two thirds of a longer one. */
const YOUTH: Record<Profile, number> = { shortlived: 0.48, tlsserver: 0.64, classic: 0.64 };

export async function createOldFleet(options: OldFleetOptions): Promise<ModelledWorld> {
  const { startsAt, certificates, troubles, random, meter } = options;
  const fleet = Array.from({ length: certificates }, (_, index) => definition(index));
  const zoneNames = [...new Set(fleet.map(({ domainNames: [name = ''] }) => domainOf(name)))];
  let isBeginning = true;
  const world = await createModelledWorld(
    {
      startsAt,
      troubles,
      zoneNames,
      ...(meter && { meter }),
      countsNothing: () => isBeginning,
      backdatedMs: ({ profile }) => random.next() * YOUTH[profile] * PROFILES[profile],
    },
    random,
  );
  const waiting = [...fleet];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await begin(next, world);
  });
  await Promise.all(workers);
  isBeginning = false;
  return world;
}

async function begin(one: CertificateDefinition, world: ModelledWorld): Promise<void> {
  const { declare, ports, clock } = world;
  await declare.registry.putDefinition({ definition: one, owner: anOwner() }, { isMoved: false }, FOREVER);
  const times = runTimes(clock);
  // Our own limit on orders is not what made this fleet.
  await renewCertificate(
    one.certificateName,
    { ...ports, orderQuota: { take: async () => {}, expectRoom: async () => {} } },
    times,
  );
  for (const { release } of Object.values(times)) release();
}

function definition(index: number): CertificateDefinition {
  const profiles = Object.keys(PROFILES) as Profile[];
  const name = `site-${index + 1}.fleet-${Math.floor(index / CERTIFICATES_PER_DOMAIN) + 1}.test`;
  return aDefinition({
    certificateName: name,
    domainNames: index % 2 === 0 ? [name] : [name, `*.${name}`],
    profile: profiles[index % profiles.length],
    ...(index % 5 === 3 && { regions: ['eu-central-1', OPT_IN_REGION] }),
    ...(index % 5 === 0 && { probe: [`${name}:443`] }),
  });
}

function domainOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** The next tick of the schedule. */
export function nextTick(now: Date): Date {
  const tickMs = HOUR_MS / 6;
  return new Date(Math.ceil(now.getTime() / tickMs) * tickMs);
}
