/**
 * DNS without a network for the tests of the preflight: zones with their servers, CNAMEs (with wildcards), CAA
 * records, and servers that give no usable answer. Every question is written down.
 */
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type {
  CaaRecord,
  CnameAnswer,
  DnsFailure,
  DnsLookups,
  DnssecStatus,
  NameServerAddress,
  Resolver,
  Zone,
} from '../../../../functions/engine/ports/dns.ts';

type Script = {
  /** Addresses by zone; the name server at 192.0.2.1 is ns-192.0.2.1.dnscale.test. @default two, for any zone */
  delegations?: Record<string, string[]>;
  /** Also `*.example.com`, which holds for every name below that is not here and not in `names`. */
  cnames?: Record<string, string>;
  /** Further names that exist, so that no wildcard holds for them or below them. */
  names?: string[];
  caa?: Record<string, CaaRecord[] | DnsFailure | RenewerError>;
  /** What validating resolvers find. @default unsigned everywhere */
  dnssec?: Record<string, DnssecStatus>;
  /** Zones that the same servers hold, and answer from. */
  childZones?: string[];
  /** What these addresses say to every question. */
  useless?: Record<string, Extract<CnameAnswer, { kind: 'failure' }>>;
};

export const SILENT = { kind: 'failure', reason: 'no answer in 2 s', silent: true } as const;
export const LAME = { kind: 'failure', reason: 'answers without authority (lame)' } as const;

export function createDns(script: Script = {}) {
  const { delegations, cnames = {}, names = [], caa = {}, childZones = [], useless = {} } = script;
  const { dnssec = {} } = script;
  const asked: string[] = [];
  const exists = (name: string) => name in cnames || names.some((known) => `.${known}`.endsWith(`.${name}`));
  const cnameAt = (name: string): string | undefined => {
    if (exists(name)) return cnames[name];
    const parts = name.split('.').map((_, i) =>
      name
        .split('.')
        .slice(i + 1)
        .join('.'),
    );
    const encloser = parts.find((parent) => exists(parent) || `*.${parent}` in cnames);
    return cnames[`*.${encloser}`];
  };
  const resolver: Pick<Resolver, 'findNameServers'> = {
    findNameServers: async (zoneName) => {
      asked.push(`NS ${zoneName}`);
      const addresses = delegations ? (delegations[zoneName] ?? []) : ['192.0.2.1', '192.0.2.2'];
      if (addresses.length === 0) throw lookupFailed('not-delegated', zoneName);
      return addresses.map((address) => aServer(address));
    },
  };
  const lookups: DnsLookups = {
    askCname: async ({ address }, name) => {
      asked.push(`${address} CNAME ${name}`);
      const zoneName = childZones.find((zone) => `.${name}`.endsWith(`.${zone}`));
      return useless[address] ?? { kind: 'answer', target: cnameAt(name), zoneName };
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
  return { resolver, lookups, asked };
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

export function lookupFailed(code: LookupCode, subject: string): RenewerError {
  return new RenewerError({ code, disposition: 'next-run', subject, message: `${subject} does not resolve` });
}
