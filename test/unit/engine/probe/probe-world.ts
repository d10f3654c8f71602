/** The probe function in one process: its own adapters on the modelled tables, with scripted places and ACM; new for each test. */
import { beforeEach } from 'vitest';
import { createObservations, createUnservedIndex } from '../../../../functions/aws/observations.ts';
import { createProbedCertificates } from '../../../../functions/aws/probed-certificates.ts';
import type { Notice } from '../../../../functions/engine/notify/notice.ts';
import type { Leaf, ProbeAnswer } from '../../../../functions/engine/ports/probes.ts';
import { type ProbePorts, probeCertificates } from '../../../../functions/engine/probe/probe-certificates.ts';
import { aRenewerPlace, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createTablesModel, MODEL_TABLES, type TablesModel } from '../../../support/world/models/dynamodb.ts';

const TICK_MS = 10 * 60_000;
export const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

/** 90 days each. */
export const FIRST = leaf('01', '2026-09-24T06:00:00Z', '2026-12-23T06:00:00Z');
export const SECOND = leaf('02', '2026-11-23T05:00:00Z', '2027-02-21T05:00:00Z');

export function leaf(serial: string, notBefore: string, notAfter: string) {
  return { serial, sha256: `hash-${serial}`, notBefore: new Date(notBefore), notAfter: new Date(notAfter) };
}

export type ProbeWorld = {
  ports: ProbePorts;
  tables: TablesModel;
  /** What each place answers; any other has no address. */
  presents: Record<string, ProbeAnswer>;
  asked: string[];
  announced: Notice[];
  warnings: string[];
  /** What ACM lists for every certificate. */
  uses: () => string[];
  arnsAsked: string[];
  declare(certificateName: string, probe: string[]): void;
  makeLive(certificateName: string, live: Leaf): void;
  damage(certificateName: string): void;
  now(): Date;
  advance(ms: number): void;
  /** @param endMs from now, when the tick is over. @default it never is */
  tick(endMs?: number): Promise<unknown>;
  /** As the schedule does: every ten minutes, for so long. */
  ticksFor(minutes: number): Promise<void>;
  observed(kind: 'served' | 'used'): Record<string, unknown>[];
};

/** Registers the hook that fills what it returns. */
export function useProbeWorld(): ProbeWorld {
  const world = {} as ProbeWorld;
  beforeEach(() => fill(world));
  return world;
}

function fill(world: ProbeWorld): void {
  const clock = createManualClock('2026-11-23T06:00:00Z');
  const tables = createTablesModel();
  Object.assign(world, {
    presents: {},
    asked: [],
    announced: [],
    warnings: [],
    arnsAsked: [],
    uses: () => [LOAD_BALANCER],
    tables,
    ports: portsOf(world, { tables, clock }),
    declare: (certificateName, probe) => {
      const probed = probe.length > 0 ? { probe, probed: 'yes' } : {};
      tables.put(MODEL_TABLES.definitions, { certificateName, kind: 'definition', ...probed });
    },
    makeLive: (certificateName, live) => tables.put(MODEL_TABLES.states, stateItem(certificateName, live)),
    damage: (certificateName) => {
      const item = tables.items(MODEL_TABLES.states).find((one) => one.certificateName === certificateName);
      tables.put(MODEL_TABLES.states, { ...item, certificate: 'gone' });
    },
    now: () => clock.now(),
    tick: (endMs) => {
      const end = endMs === undefined ? {} : { at: new Date(clock.now().getTime() + endMs) };
      return probeCertificates(world.ports, { ...noDeadline(), ...end });
    },
    advance: clock.advance,
    ticksFor: async (minutes) => {
      for (let pastMs = 0; pastMs < minutes * 60_000; pastMs += TICK_MS) {
        clock.advance(TICK_MS);
        await world.tick();
      }
    },
    observed: (kind) => tables.items(MODEL_TABLES.observations).filter((item) => item.kind === kind),
  } satisfies ProbeWorld);
}

type Parts = { tables: ReturnType<typeof createTablesModel>; clock: ReturnType<typeof createManualClock> };

function portsOf(world: ProbeWorld, { tables, clock }: Parts): ProbePorts {
  const client = () => tables.client;
  const observations = { client, tableName: MODEL_TABLES.observations };
  return {
    certificates: createProbedCertificates({ client, tables: MODEL_TABLES }),
    prober: {
      probe: async ({ host, port }) => {
        const place = `${host}:${port}`;
        world.asked.push(place);
        return world.presents[place] ?? { failure: 'dns', reason: 'its name has no address (ENOTFOUND)' };
      },
    },
    uses: {
      readUses: async (arn) => {
        world.arnsAsked.push(arn);
        return world.uses();
      },
    },
    observations: createObservations(observations),
    unserved: createUnservedIndex(observations),
    notices: {
      sink: { announce: async (notice) => void world.announced.push(notice) },
      place: aRenewerPlace(),
    },
    clock,
    warn: (certificateName, message) => void world.warnings.push(`${certificateName}: ${message}`),
  };
}

function stateItem(certificateName: string, { serial, sha256, notBefore, notAfter }: Leaf) {
  const dates = { notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() };
  return {
    certificateName,
    kind: 'state',
    schema: 1,
    waitsFor: 'clock',
    nextCheckAt: '2026-11-23T07:00:00.000Z',
    ...dates,
    certificate: {
      version: `version-${serial}`,
      serial,
      sha256,
      domainNames: ['www.example.com', 'mail.example.com'],
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: 'https://ca.test/directory',
      ...dates,
    },
    installations: {
      'eu-central-1': { certificateArn: ARN, serial, importedAt: '2026-11-23T05:00:00.000Z' },
    },
  };
}
