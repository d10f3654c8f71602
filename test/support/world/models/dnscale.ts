/**
 * DNScale in memory: zones, TXT values, four name servers that each show a value some time after it was written, and DNS
 * as the CA sees it. While it is down, or refuses the token, every call fails with the real adapter's error. The record of another
 * CA is in the first zone.
 */
import { type Call, errorFor } from '../../../../functions/dnscale/errors.ts';
import type {
  DnsLookups,
  Resolver,
  TxtRecord,
  TxtRecords,
  Zone,
  ZoneDirectory,
  ZoneRecord,
} from '../../../../functions/engine/ports/dns.ts';
import { parentAgrees } from '../../builders.ts';
import type { Random } from './seeded-random.ts';
import type { Troubles } from './troubles.ts';
import { FOREVER, type VirtualClock } from './virtual-clock.ts';

export type DnscaleModel = {
  zones: ZoneDirectory;
  txtRecords: TxtRecords;
  resolver: Resolver;
  lookups: DnsLookups;
  /** The values that every name server shows at this name. */
  shown(name: string): string[];
  /** All values that are written, as `name value`. */
  values(): string[];
};

export type DnscaleOptions = {
  clock: VirtualClock;
  random: Random;
  troubles: Troubles;
  zoneNames: readonly string[];
  /** After so long every name server shows a value, or one at this name. @default its usual times: a value's own at each server */
  lagMs?: number | ((name: string) => number) | undefined;
  /** Records of the zones: the target of each name. The CA follows one. @default none */
  cnames?: Readonly<Record<string, string>> | undefined;
};

const URL = 'https://api.dnscale.test';
const DOWN = { kind: 'silence', url: URL, reason: 'down' } as const;
const UNAUTHORIZED = {
  kind: 'answer',
  url: URL,
  status: 401,
  text: '{"error":{"code":"UNAUTHORIZED"}}',
} as const;
const OF_ANOTHER_CA = { flags: 0, tag: 'issue', value: 'another-ca.test' };

type Value = { value: string; recordId: string; shownAtMs: number[] };

const CALL_MS = 40;
const SERVERS = [1, 2, 3, 4].map((number) => ({
  nameServer: `ns${number}.dnscale.test`,
  address: `192.0.2.${number}`,
  port: 53,
}));
/** Most values are everywhere within 2 s, some take 15 s, and one in 100 takes longer than any run waits. */
const SLOW_SHARE = 0.05;
const STUCK_SHARE = 0.01;

export function createDnscaleModel(options: DnscaleOptions): DnscaleModel {
  const { clock, troubles, zoneNames, cnames = {} } = options;
  const byName = new Map<string, Value[]>();
  const newValue = createValues(options);
  const call = createCall(clock, troubles);

  const valuesAt = (name: string) => byName.get(name) ?? [];
  const shownBy = (name: string, server: number) =>
    valuesAt(name).filter(({ shownAtMs }) => (shownAtMs[server] ?? 0) <= clock.now().getTime());

  return {
    zones: {
      listZones: async () => {
        await call('list the zones', 'zones');
        return zoneNames.map(zoneOf);
      },
      listRecords: async ({ name }) => {
        await call('list the records', name);
        return [...recordsIn(name, byName), ...cnamesIn(name, cnames)];
      },
    },
    txtRecords: {
      addValue: async (record) => {
        await call('add a TXT value', record.name);
        const present = valuesAt(record.name).find(({ value }) => value === record.value);
        const added = present ?? newValue(record);
        if (!present) byName.set(record.name, [...valuesAt(record.name), added]);
        return { ...record, recordId: added.recordId };
      },
      removeValue: async ({ name, value }) => {
        await call('remove a TXT value', name);
        const before = valuesAt(name);
        const kept = before.filter((one) => one.value !== value);
        if (kept.length > 0) byName.set(name, kept);
        else byName.delete(name);
        return kept.length < before.length ? 'removed' : 'absent';
      },
    },
    resolver: {
      findNameServers: async () => SERVERS,
      ...parentAgrees,
      canAskAuthorities: async () => true,
      askTxt: async ({ address }, name) => {
        const server = SERVERS.findIndex((one) => one.address === address);
        return { kind: 'answer', values: shownBy(name, server).map(({ value }) => value) };
      },
    },
    lookups: {
      askExistence: async () => ({ kind: 'answer', exists: false }),
      lookUpCname: async () => undefined,
      lookUpCaa: async (name) =>
        name === zoneNames[0] && troubles.isIn('caa', clock.now()) ? [OF_ANOTHER_CA] : [],
      checkDnssec: async () => ({ status: 'unsigned', detail: 'no zone is signed' }),
    },
    shown: (name) =>
      valuesAt(cnames[name] ?? name)
        .filter(({ shownAtMs }) => shownAtMs.every((at) => at <= clock.now().getTime()))
        .map(({ value }) => value),
    values: () => [...byName].flatMap(([name, values]) => values.map(({ value }) => `${name} ${value}`)),
  };
}

/** Its id is a UUID, as DNScale's are: a name is none to the clean-up, which would leave alone whatever an earlier run left. */
function zoneOf(name: string, index: number): Zone {
  const id = `5e1f0000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return { id, name, status: 'active', type: 'master' };
}

function createCall(clock: VirtualClock, troubles: Troubles) {
  return async (action: string, subject: string): Promise<void> => {
    await clock.sleep(CALL_MS, FOREVER);
    const now = clock.now();
    const isDown = troubles.isIn('dnscale', now);
    if (!isDown && !troubles.isIn('token', now) && !troubles.isIn('withdrawn', now)) return;
    const said: Call = { method: 'GET', path: '/', action, subject, scopes: ['zones:read'] };
    throw errorFor(said, isDown ? DOWN : UNAUTHORIZED, now);
  };
}

function createValues({ clock, random, lagMs }: DnscaleOptions) {
  let records = 0;
  return ({ name, value }: TxtRecord): Value => {
    records += 1;
    const fixedMs = typeof lagMs === 'function' ? lagMs(name) : lagMs;
    const slowestMs = random.happens(STUCK_SHARE) ? 600_000 : random.happens(SLOW_SHARE) ? 15_000 : 2_000;
    const shownAtMs = SERVERS.map(() => clock.now().getTime() + (fixedMs ?? random.next() * slowestMs));
    return { value, recordId: String(records), shownAtMs };
  };
}

function recordsIn(zoneName: string, byName: ReadonlyMap<string, Value[]>): ZoneRecord[] {
  return [...byName]
    .filter(([name]) => name.endsWith(`.${zoneName}`))
    .flatMap(([name, values]) =>
      values.map(({ value, recordId }) => ({ recordId, name, type: 'TXT', content: value })),
    );
}

function cnamesIn(zoneName: string, cnames: Readonly<Record<string, string>>): ZoneRecord[] {
  return Object.entries(cnames)
    .filter(([name]) => name.endsWith(`.${zoneName}`))
    .map(([name, content]) => ({ recordId: `cname of ${name}`, name, type: 'CNAME', content }));
}
