/**
 * DNS without a network for the tests of the preflight: zones with their servers, CNAMEs (with wildcards), CAA
 * records, and servers that give no usable answer. Every question is written down.
 */
import type { DelegationResolver } from '../../../../functions/engine/dns/find-delegation.ts';
import { type Disposition, RenewerError } from '../../../../functions/engine/errors.ts';
import type {
  CaaRecord,
  DnsFailure,
  DnsLookups,
  DnssecStatus,
  ExistenceAnswer,
  NameServerAddress,
  Zone,
  ZoneDirectory,
  ZoneRecord,
} from '../../../../functions/engine/ports/dns.ts';
import { parentAgrees } from '../../../support/builders.ts';

type Script = {
  /** Addresses by zone; the name server at 192.0.2.1 is ns-192.0.2.1.dnscale.test. @default two, for any zone */
  delegations?: Record<string, string[]>;
  /** Also `*.example.com`, which holds for every name below that is not here and not in `names`. In zones of ours, records. */
  cnames?: Record<string, string>;
  /** Further names that exist, so that no wildcard holds for them or below them. */
  names?: string[];
  caa?: Record<string, CaaRecord[] | DnsFailure | RenewerError>;
  /** What validating resolvers find. @default unsigned everywhere */
  dnssec?: Record<string, DnssecStatus>;
  /** Further records at DNScale, disabled ones too, as `www.example.com A 192.0.2.80`. */
  records?: (string | ZoneRecord)[];
  /** Zones that the same servers hold, and answer from. */
  childZones?: string[];
  /** @default acme.test and acme.example.net: they are there for the challenges of others */
  delegationZones?: string[];
  /** What these addresses say to every question. */
  useless?: Record<string, Extract<ExistenceAnswer, { kind: 'failure' }>>;
};

export const SILENT = { kind: 'failure', reason: 'no answer in 2 s', silent: true } as const;
export const LAME = {
  kind: 'failure',
  reason: 'answers without authority (lame)',
  withoutAuthority: true,
} as const;

const NOTHING: Required<Omit<Script, 'delegations'>> = {
  cnames: {},
  names: [],
  caa: {},
  dnssec: {},
  records: [],
  childZones: [],
  useless: {},
  delegationZones: ['acme.test', 'acme.example.net'],
};

export function createDns(script: Script = {}) {
  const { delegations, delegationZones, cnames, names, caa, dnssec, childZones, useless, ...given } = {
    ...NOTHING,
    ...script,
  };
  const records = [
    ...Object.entries(cnames).map(([name, target]) => recordOf(`${name} CNAME ${target}.`)),
    ...given.records.map(recordOf),
  ];
  const asked: string[] = [];
  const cnameAt = cnamesOf(cnames, names);
  const resolver: DelegationResolver = {
    ...parentAgrees,
    findNameServers: async (zoneName) => {
      asked.push(`NS ${zoneName}`);
      const addresses = delegations ? (delegations[zoneName] ?? []) : ['192.0.2.1', '192.0.2.2'];
      if (addresses.length === 0) throw lookupFailed('not-delegated', zoneName, 'person');
      return addresses.map((address) => aServer(address));
    },
  };
  const lookups: DnsLookups = {
    askExistence: async ({ address }, name) => {
      asked.push(`${address} ${name}`);
      const zoneName = childZones.find((zone) => `.${name}`.endsWith(`.${zone}`));
      return useless[address] ?? { kind: 'answer', exists: existsInDns(name, records), zoneName };
    },
    lookUpCname: async (name) => {
      asked.push(`recursive CNAME ${name}`);
      return cnameAt(name);
    },
    lookUpCaa: async (name) => {
      asked.push(`CAA ${name}`);
      const found = caa[name] ?? [];
      if (found instanceof RenewerError) throw found;
      return found;
    },
    checkDnssec: async (name) => {
      asked.push(`DNSSEC ${name}`);
      return dnssec[name] ?? { status: 'unsigned', detail: `${name} has no DS record at its parent` };
    },
  };
  const zones: Pick<ZoneDirectory, 'listRecords'> = {
    listRecords: async ({ name: zoneName }) => {
      asked.push(`records ${zoneName}`);
      return records.filter(({ name }) => `.${name}`.endsWith(`.${zoneName}`));
    },
  };
  return { resolver, lookups, zones, asked, delegationZones };
}

/** As a recursive resolver follows them, wildcards too. */
function cnamesOf(cnames: Record<string, string>, names: readonly string[]) {
  const exists = (name: string) => name in cnames || names.some((known) => `.${known}`.endsWith(`.${name}`));
  return (name: string): string | undefined => {
    if (exists(name)) return cnames[name];
    const labels = name.split('.');
    const parents = labels.map((_, i) => labels.slice(i + 1).join('.'));
    const encloser = parents.find((parent) => exists(parent) || `*.${parent}` in cnames);
    return cnames[`*.${encloser}`];
  };
}

function recordOf(record: string | ZoneRecord): ZoneRecord {
  if (typeof record !== 'string') return record;
  const [name = '', type = '', content = ''] = record.split(' ');
  return { recordId: record, name, type, content };
}

/** Also through a wildcard, and when only a name below has records (RFC 4592 §2.2). */
function existsInDns(name: string, records: readonly ZoneRecord[]): boolean {
  const isThere = (owner: string) => records.some((record) => `.${record.name}`.endsWith(`.${owner}`));
  if (isThere(name)) return true;
  let encloser = name;
  while (encloser.includes('.') && !isThere(encloser)) encloser = encloser.slice(encloser.indexOf('.') + 1);
  return isThere(`*.${encloser}`);
}

export function aServer(address: string, nameServer = `ns-${address}.dnscale.test`): NameServerAddress {
  return { nameServer, address, port: 53 };
}

export function aZone(name: string, changes: Partial<Zone> = {}): Zone {
  return { id: `id of ${name}`, name, status: 'active', type: 'master', ...changes };
}

export function caa(text: string): CaaRecord {
  const [, flags, tag = '', value = ''] = /^(\d+) (\S+) "(.*)"$/.exec(text) ?? [];
  return { flags: Number(flags), tag, value };
}

type LookupCode = 'not-delegated' | 'dnssec-broken' | 'caa-unanswered';

export function lookupFailed(
  code: LookupCode,
  subject: string,
  disposition: Disposition = 'next-run',
): RenewerError {
  return new RenewerError({ code, disposition, subject, message: `${subject} does not resolve` });
}
