/** DNS pathologies of the server: it lags, is silent, refuses, or cannot be reached over one transport. */
import { REGISTRY } from '../support/world/dnscale/registry.ts';
import type { Asked, Meeting, ServerMode, ServerSettings } from '../support/world/dnscale/server-modes.ts';
import { CLOSED_PORT_WAIT_MS, NS1, NS2, NS3, NS4, type Pathology } from './dns-pathologies-world.ts';

/** The obstacle is in this host's network: a resolver elsewhere still knows the delegation. */
const CUT_OFF: ServerSettings = { mode: 'silent', hereOnly: true };
const NO_UDP: ServerSettings = { mode: 'noUdp', hereOnly: true };
const LATE: ServerSettings = { delayMs: 1_500, hereOnly: true };

export const SERVER_PATHOLOGIES: Pathology[] = [
  {
    pathology: 'one server lags',
    servers: { [NS3]: { lagMs: 800 } },
    truth: { verdict: 'answer', afterMs: 800, healthy: [NS3] },
  },
  {
    pathology: 'one server has stopped transferring',
    servers: { [NS3]: { frozen: true } },
    truth: { verdict: 'wait', behind: [NS3], says: ['shows 0 of 1 value', '3 of 4 addresses show all'] },
  },
  {
    pathology: 'one server is silent',
    servers: { [NS2]: CUT_OFF },
    truth: { verdict: 'answer', unusable: { [NS2]: 'no answer in 0.25 s over UDP and TCP' } },
  },
  {
    pathology: 'one server refuses',
    servers: { [NS2]: { mode: 'refused' } },
    truth: { verdict: 'answer', unusable: { [NS2]: 'REFUSED' } },
  },
  {
    pathology: 'one server says SERVFAIL',
    servers: { [NS2]: { mode: 'servfail' } },
    truth: { verdict: 'answer', unusable: { [NS2]: 'SERVFAIL' } },
  },
  {
    pathology: 'one server is lame: the right records without authority',
    servers: { [NS2]: { mode: 'lame' } },
    truth: { verdict: 'answer', unusable: { [NS2]: 'answers without authority (lame)' } },
  },
  {
    pathology: 'one server is lame: it refers upwards',
    servers: { [NS2]: { mode: 'upward' } },
    truth: { verdict: 'answer', unusable: { [NS2]: 'answers without authority (lame)' } },
  },
  {
    pathology:
      'a server that shows the value is lame, and so are two more: no server that counts has answered',
    servers: { [NS1]: { mode: 'lame' }, [NS2]: { mode: 'lame' }, [NS3]: { mode: 'lame' } },
    truth: {
      verdict: 'wait',
      behind: [NS1, NS2, NS3],
      says: ['1 of 4 addresses show all', 'fails: answers without authority (lame)'],
    },
  },
  {
    pathology: 'exactly half of the servers are silent',
    servers: { [NS2]: CUT_OFF, [NS3]: CUT_OFF },
    truth: { verdict: 'answer', healthy: [NS1, NS4] },
  },
  {
    pathology: 'more than half of the servers are silent',
    servers: { [NS2]: CUT_OFF, [NS3]: CUT_OFF, [NS4]: CUT_OFF },
    patienceMs: 2_000,
    truth: {
      verdict: 'wait',
      behind: [NS2, NS3, NS4],
      says: ['1 of 4 addresses show all', 'fails: no answer in 0.25 s'],
    },
  },
  {
    pathology: 'half of the servers show the value, but of the others one is silent and one lags',
    servers: { [NS2]: CUT_OFF, [NS3]: { frozen: true } },
    patienceMs: 2_000,
    truth: {
      verdict: 'wait',
      behind: [NS2, NS3],
      says: ['2 of 4 addresses show all', 'fails: no answer in 0.25 s', 'shows 0 of 1 value'],
    },
  },
  {
    pathology: 'every UDP answer is truncated, and the value comes over TCP only',
    servers: {
      [NS1]: { mode: 'truncate' },
      [NS2]: { mode: 'truncate' },
      [NS3]: { mode: 'truncate' },
      [NS4]: { mode: 'truncate' },
    },
    truth: { verdict: 'answer', healthy: [NS1, NS2, NS3, NS4] },
  },
  {
    pathology: 'UDP is blocked, and TCP works',
    servers: {
      [NS1]: NO_UDP,
      [NS2]: NO_UDP,
      [NS3]: NO_UDP,
      [NS4]: NO_UDP,
    },
    truth: { verdict: 'answer', healthy: [NS1, NS2, NS3, NS4] },
  },
  {
    pathology: 'UDP is blocked at a server that lags: TCP shows that',
    servers: { [NS3]: { ...NO_UDP, frozen: true } },
    truth: { verdict: 'wait', behind: [NS3], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'answers are truncated at most servers, and TCP is blocked',
    servers: { [NS2]: { mode: 'noTcp' }, [NS3]: { mode: 'noTcp' }, [NS4]: { mode: 'noTcp' } },
    truth: {
      verdict: 'wait',
      behind: [NS2, NS3, NS4],
      says: ['fails: answer truncated over UDP, connection closed without an answer over TCP'],
    },
  },
  {
    pathology: 'every server answers late, but right',
    servers: {
      [NS1]: LATE,
      [NS2]: LATE,
      [NS3]: LATE,
      [NS4]: LATE,
    },
    queryTimeoutMs: 2_200,
    truth: { verdict: 'answer', afterMs: 1_500, healthy: [NS1, NS2, NS3, NS4] },
  },
  {
    pathology: 'port 53 is closed for all',
    servers: {
      [NS1]: CUT_OFF,
      [NS2]: CUT_OFF,
      [NS3]: CUT_OFF,
      [NS4]: CUT_OFF,
      [REGISTRY.name]: CUT_OFF,
    },
    patienceMs: 2_000,
    truth: {
      verdict: 'answer',
      afterMs: CLOSED_PORT_WAIT_MS,
      warnings: [
        'may have other name servers at its parent',
        'It is not known whether www.example.com exists only',
        'port 53 is closed',
      ],
    },
  },
  {
    pathology:
      'each question fails three times at the resolver, and each about a name below the challenge twice at the servers',
    resolver: { meets: failingAtFirst() },
    truth: { verdict: 'answer', healthy: [NS1, NS2, NS3, NS4] },
  },
  {
    pathology: 'the zone’s servers are all silent, while those of its parent answer',
    servers: {
      [NS1]: { ...CUT_OFF, zones: ['example.com'] },
      [NS2]: { ...CUT_OFF, zones: ['example.com'] },
      [NS3]: { ...CUT_OFF, zones: ['example.com'] },
      [NS4]: { ...CUT_OFF, zones: ['example.com'] },
    },
    patienceMs: 3_000,
    truth: { verdict: 'wait', behind: [NS1, NS2, NS3, NS4], says: ['0 of 4 addresses show all'] },
  },
];

/** Neither at the parent nor where the values are waited for. */
function failingAtFirst() {
  const failures = new Map<string, number>();
  return ({ server, name, type, fromForwarder }: Asked): Meeting | undefined => {
    const party = server === 'resolver' ? AT_RESOLVER : AT_SERVERS;
    const modes = fromForwarder ? [] : (party[type] ?? party.others);
    const key = `${server} ${name} ${type}`;
    const before = failures.get(key) ?? 0;
    failures.set(key, before + 1);
    const mode = modes[before];
    return mode && { mode };
  };
}

type Modes = { others: readonly ServerMode[]; [type: string]: readonly ServerMode[] };

const AT_RESOLVER: Modes = { others: ['servfail', 'refused', 'servfail'] };
const AT_SERVERS: Modes = { CNAME: ['refused', 'refused'], others: [] };
