/**
 * The world of the DNS pathologies, a new one for each row: DNScale's emulator with four name servers and a caching
 * resolver. It goes from a name to "the challenge may be answered" with the real resolver, the engine's preflight and its
 * DNS-01 solver. There is no CA: the test ends before the CA would be asked.
 */
import { createDnscale } from '../../functions/dnscale/dnscale.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { createDns01Solver } from '../../functions/engine/dns/dns01-solver.ts';
import { rememberNameServers } from '../../functions/engine/dns/remember-name-servers.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import { pendingChallenges } from '../../functions/engine/issuance/challenges.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { preflight } from '../../functions/engine/preflight/preflight.ts';
import { createResolver } from '../../functions/resolver/create-resolver.ts';
import { aCertificateState, aDefinition } from '../support/builders.ts';
import {
  createMemorySecrets,
  createRecordedEvents,
  NO_EXISTING,
  type RecordedEvents,
} from '../support/memory-ports.ts';
import {
  type AskedQuestion,
  replyTo,
  type ScriptedAnswer,
  startDnsServer,
} from '../support/scripted-dns-server.ts';
import { type Dnscale, type DnscaleOptions, startDnscale } from '../support/world/dnscale/dnscale.ts';
import type { ServerSettings } from '../support/world/dnscale/server-modes.ts';
import type { ZoneSeed } from '../support/world/dnscale/zone-book.ts';

/** What DNS shows, and what follows from it. Written by hand, never computed. */
export type Truth =
  | {
      verdict: 'answer';
      /** The owner names of the RRsets. @default the challenge name of www.example.com */
      rrsets?: string[];
      /** At the earliest, ms after the values were written: until then a healthy server lacked one. */
      afterMs?: number;
      /** Servers that are healthy, although they seem odd. */
      healthy?: string[];
      /** Servers whose answers cannot be used, and why. */
      unusable?: Record<string, string>;
      /** Words of each warning that a person gets, in order. @default none */
      warnings?: string[];
    }
  /** `behind`: the servers that the error names, all of them. */
  | { verdict: 'wait'; behind: string[]; says: string[] }
  | { verdict: 'not-delegated' | 'delegation-loop' | 'zone-not-found' | 'dnssec-broken'; says: string[] };

/** What the odd server answers to a question for TXT at `name`; `values` are those that DNScale has there now. */
export type OddAnswer = (
  question: AskedQuestion,
  name: string,
  values: string[],
) => ScriptedAnswer | ScriptedAnswer[];

export type Pathology = {
  pathology: string;
  truth: Truth;
  /** The zone example.com. @default on ns1 to ns4; with an odd server on ns1 to ns3 and that */
  zone?: ZoneSeed;
  servers?: Record<string, ServerSettings>;
  resolver?: Pick<DnscaleOptions, 'mergesSections' | 'meets'>;
  odd?: OddAnswer;
  /** Records of example.com, there from the beginning. */
  records?: { name: string; type: string; content: string }[];
  /** Names and the values that the CA wants to see for them. @default www.example.com and VALUE */
  wanted?: { domainName: string; value: string }[];
  prepare?: (dnscale: Dnscale) => void | Promise<void>;
  /** Between the writing and the waiting. */
  written?: (dnscale: Dnscale) => void | Promise<void>;
  /** @default 250 */
  queryTimeoutMs?: number;
  /** How long propagation is waited for. @default 5000, or 1000 where the waiting is in vain */
  patienceMs?: number;
};

export const NS1 = 'ns1.dnscale.test';
export const NS2 = 'ns2.dnscale.test';
export const NS3 = 'ns3.dnscale.test';
export const NS4 = 'ns4.dnscale.test';
export const ODD = 'odd.elsewhere.test';
export const VALUE = 'LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0';
/** Longer than the patience with a closed port: only one that sees nothing waits for it. */
export const CLOSED_PORT_WAIT_MS = 2_500;

const FOUR_ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
const ODD_ADDRESS = '127.0.0.5';

/** The result; `code` is the error's, undefined when every challenge may be answered. */
export type Outcome = {
  answered: string[];
  code: string | undefined;
  message: string;
  /** From the first write to the last answer, or to the error. */
  elapsedMs: number;
  events: RecordedEvents;
};

export async function tryPathology(row: Pathology): Promise<Outcome> {
  const dnscale = await startDnscale({ addresses: FOUR_ADDRESSES, ...row.resolver });
  try {
    await applyPathology(dnscale, row);
    return await proveControl(dnscale, row);
  } finally {
    await dnscale.stop();
  }
}

async function applyPathology(
  dnscale: Dnscale,
  { odd, zone, records = [], servers = {}, prepare }: Pathology,
) {
  dnscale.addZone('elsewhere.test', { listed: false });
  const nameServers = odd ? [NS1, NS2, NS3, ODD] : [NS1, NS2, NS3, NS4];
  dnscale.addZone('example.com', { nameServers, ...zone });
  for (const record of records) dnscale.addRecord('example.com', record);
  if (odd) await startOddServer(dnscale, odd);
  await prepare?.(dnscale);
  for (const [name, settings] of Object.entries(servers)) dnscale.setServer(name, settings);
}

async function startOddServer(dnscale: Dnscale, answer: OddAnswer): Promise<void> {
  const script = (question: AskedQuestion) => {
    const [asked] = question.packet.questions ?? [];
    if (asked?.type !== 'TXT') return replyTo(question);
    return answer(question, asked.name, dnscale.txtValues(asked.name));
  };
  await startDnsServer(script, { address: ODD_ADDRESS, port: dnscale.dnsPort });
  dnscale.addRecord('elsewhere.test', { name: 'odd', type: 'A', content: ODD_ADDRESS });
}

async function proveControl(dnscale: Dnscale, row: Pathology): Promise<Outcome> {
  const events = createRecordedEvents();
  const answered: string[] = [];
  let startedAt = performance.now();
  const outcome = (code?: string, message = ''): Outcome => {
    return { answered, code, message, elapsedMs: performance.now() - startedAt, events };
  };
  const deadline = deadlineIn(20_000, clock);
  const ports = portsFor(dnscale, row, events);
  try {
    const records = await findRecords(row, ports, deadline);
    const solver = createDns01Solver(ports);
    startedAt = performance.now();
    await solver.present(records, deadline);
    await row.written?.(dnscale);
    await solver.waitForPropagation(records, async ({ name }) => void answered.push(name), deadline);
    return outcome();
  } catch (thrown) {
    if (thrown instanceof RenewerError) return outcome(thrown.code, thrown.message);
    throw thrown;
  }
}

function portsFor(dnscale: Dnscale, row: Pathology, events: RecordedEvents) {
  const token = dnscale.addToken();
  const zonesAndRecords = createDnscale({ apiUrl: dnscale.apiUrl, readToken: async () => token, clock });
  const adapter = createResolver({
    allowPrivateNameServers: true,
    clock,
    recursiveServers: [dnscale.resolverAddress],
    validatingServers: [dnscale.resolverAddress],
    nameServerPort: dnscale.dnsPort,
    queryTimeoutMs: row.queryTimeoutMs ?? 250,
  });
  const resolver = rememberNameServers(adapter);
  const timeoutMs = row.patienceMs ?? (row.truth.verdict === 'wait' ? 1_000 : 5_000);
  return {
    clock,
    events,
    importer: NO_EXISTING,
    secrets: createMemorySecrets(),
    resolver,
    lookups: adapter,
    zones: zonesAndRecords,
    txtRecords: zonesAndRecords,
    nameServerDomains: ['dnscale.test'],
    delegationZones: ['acme.test'],
    propagation: { timeoutMs, closedPortWaitMs: CLOSED_PORT_WAIT_MS },
    acme: {
      readMeta: async () => ({ profiles: [], caaIdentities: ['ca.test'], externalAccountRequired: false }),
      readAccountUrl: async () => 'https://ca.test/account/1',
    },
  };
}

/** The records that an order for the row's names would publish. */
async function findRecords(
  { wanted = [{ domainName: 'www.example.com', value: VALUE }] }: Pathology,
  ports: ReturnType<typeof portsFor>,
  deadline: Deadline,
) {
  const domainNames = wanted.map(({ domainName }) => domainName);
  const definition = aDefinition({ domainNames, regions: [] });
  const targets = await preflight(definition, aCertificateState(), ports, deadline);
  const authorizations = wanted.map(({ domainName, value }) => ({
    url: `https://ca.test/authorization/${domainName}`,
    domainName: domainName.replace('*.', ''),
    wildcard: domainName.startsWith('*.'),
    status: 'pending' as const,
    challenge: { url: `https://ca.test/challenge/${domainName}`, txtValue: value },
  }));
  return pendingChallenges(authorizations, targets).map(({ record }) => record);
}
