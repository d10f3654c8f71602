/** DNS pathologies of the delegation: by NS, by CNAME, or signed. */
import { replyTo } from '../support/scripted-dns-server.ts';
import type { Dnscale } from '../support/world/dnscale/dnscale.ts';
import { REGISTRY } from '../support/world/dnscale/registry.ts';
import { CLOSED_PORT_WAIT_MS, NS1, NS2, NS4, ODD, type Pathology } from './dns-pathologies-world.ts';

const CHALLENGE = '_acme-challenge.www';

export const DELEGATION_PATHOLOGIES: Pathology[] = [
  {
    pathology: 'two names of name servers are at one address, which refuses',
    zone: { nameServers: [NS1, NS2, 'twin.elsewhere.test'] },
    prepare: (dnscale) => addAddress(dnscale, 'twin', 'A', '127.0.0.2'),
    servers: { [NS2]: { mode: 'refused' } },
    truth: { verdict: 'answer', healthy: [NS1], unusable: { [NS2]: 'REFUSED' } },
  },
  {
    pathology: 'most names of name servers have no address',
    zone: { nameServers: ['ghost1.elsewhere.test', 'ghost2.elsewhere.test', NS1] },
    truth: { verdict: 'answer', healthy: [NS1] },
  },
  {
    pathology: 'most name servers have an IPv6 address that this host has no route to',
    zone: { nameServers: [NS1, 'six1.elsewhere.test', 'six2.elsewhere.test'] },
    prepare: (dnscale) => {
      // Link-local without a zone: no host has a route to these, whatever its network.
      addAddress(dnscale, 'six1', 'AAAA', 'fe80::1');
      addAddress(dnscale, 'six2', 'AAAA', 'fe80::2');
    },
    truth: { verdict: 'answer', healthy: [NS1] },
  },
  {
    pathology: 'the name servers have IPv6 addresses only, and this host has no IPv6',
    zone: { nameServers: ['six1.elsewhere.test', 'six2.elsewhere.test'] },
    prepare: (dnscale) => {
      addAddress(dnscale, 'six1', 'AAAA', 'fe80::1');
      addAddress(dnscale, 'six2', 'AAAA', 'fe80::2');
    },
    truth: {
      verdict: 'answer',
      afterMs: CLOSED_PORT_WAIT_MS,
      warnings: [
        'is delegated to six1.elsewhere.test, six2.elsewhere.test: none of them is named in',
        'It is not known whether www.example.com exists only',
        'reaches no name server over IPv6, and those of the zone have no other addresses',
      ],
    },
  },
  {
    pathology: 'no name of a name server has an address',
    zone: { nameServers: ['ghost1.elsewhere.test', 'ghost2.elsewhere.test'] },
    truth: {
      verdict: 'not-delegated',
      says: ['ghost1.elsewhere.test, ghost2.elsewhere.test have no address'],
    },
  },
  {
    pathology: 'the zone is delegated to servers of other names, which show the value all the same',
    zone: { nameServers: ['ns9.elsewhere.test'] },
    prepare: (dnscale) => addAddress(dnscale, 'ns9', 'A', '127.0.0.2'),
    truth: { verdict: 'answer', warnings: ['is delegated to ns9.elsewhere.test: none of them is named in'] },
  },
  {
    pathology: 'the zone is at DNScale, but delegated to others, who have another copy of it',
    zone: { nameServers: [ODD] },
    odd: (question) => replyTo(question),
    truth: {
      verdict: 'wait',
      behind: [ODD],
      says: [
        'shows 0 of 1 value',
        `seems to be served by others, who do not have what is written at DNScale: ${ODD}.`,
      ],
    },
  },
  {
    pathology: 'every server that the zone is delegated to is up, and none serves it',
    servers: {
      [NS1]: { mode: 'refused', zones: ['example.com'], hereOnly: true },
      [NS2]: { mode: 'upward', zones: ['example.com'], hereOnly: true },
      'ns3.dnscale.test': { mode: 'refused', zones: ['example.com'], hereOnly: true },
      [NS4]: { mode: 'lame', zones: ['example.com'], hereOnly: true },
    },
    truth: { verdict: 'not-delegated', says: ['do not serve it', NS4, 'At the registrar'] },
  },
  {
    pathology: 'the zone is also delegated elsewhere, to a server with another copy of it',
    odd: (question) => replyTo(question),
    truth: { verdict: 'wait', behind: [ODD], says: ['shows 0 of 1 value'] },
  },
  {
    pathology: 'only the parent names a server, and that has another copy of the zone',
    zone: { nameServers: [NS1, NS2], delegatedTo: [NS1, NS2, ODD] },
    odd: (question) => replyTo(question),
    truth: { verdict: 'wait', behind: [ODD], says: ['2 of 3 addresses show all', 'shows 0 of 1 value'] },
  },
  {
    pathology: 'only the parent names a server, and that lags',
    zone: { nameServers: [NS1, NS2], delegatedTo: [NS1, NS4] },
    servers: { [NS4]: { lagMs: 800 } },
    truth: {
      verdict: 'answer',
      afterMs: 800,
      healthy: [NS1, NS2, NS4],
      warnings: [`only its parent names ${NS4}; only the zone itself names ${NS2}`],
    },
  },
  {
    pathology: 'only the zone itself names a server, and that has stopped transferring',
    zone: { nameServers: [NS1, NS2, NS4], delegatedTo: [NS1, NS2] },
    servers: { [NS4]: { frozen: true } },
    truth: { verdict: 'wait', behind: [NS4], says: ['2 of 3 addresses show all'] },
  },
  {
    pathology: 'the parent’s server is silent, so that only the resolver’s word is known',
    servers: { [REGISTRY.name]: { mode: 'silent' } },
    truth: {
      verdict: 'answer',
      healthy: [NS1, NS2, NS4],
      warnings: ['may have other name servers at its parent than those that a resolver names'],
    },
  },
  {
    pathology: 'the parent does not delegate the zone',
    zone: { delegated: false },
    truth: { verdict: 'not-delegated', says: ['NXDOMAIN', 'At the registrar'] },
  },
  {
    pathology: 'the resolver says SERVFAIL: no server of the zone gives it a usable answer either',
    servers: {
      [NS1]: { mode: 'refused', zones: ['example.com'] },
      [NS2]: { mode: 'servfail', zones: ['example.com'] },
      'ns3.dnscale.test': { mode: 'upward', zones: ['example.com'] },
      [NS4]: { mode: 'lame', zones: ['example.com'] },
    },
    truth: { verdict: 'not-delegated', says: ['example.com', 'SERVFAIL', 'The next run asks again'] },
  },
  {
    pathology: 'the challenge name is a CNAME into another zone at DNScale, where a server lags',
    records: [{ name: CHALLENGE, type: 'CNAME', content: 'www-example-com.acme.test.' }],
    prepare: ({ addZone, setServer }) => {
      addZone('acme.test');
      setServer(NS4, { lagMs: 800 });
    },
    truth: { verdict: 'answer', rrsets: ['www-example-com.acme.test'], afterMs: 800, healthy: [NS4] },
  },
  {
    pathology: 'the challenge name is a CNAME to a name that no zone at DNScale holds',
    records: [{ name: CHALLENGE, type: 'CNAME', content: 'www-example-com.elsewhere.test.' }],
    truth: {
      verdict: 'zone-not-found',
      says: ['_acme-challenge.www.example.com is a CNAME to www-example-com.elsewhere.test'],
    },
  },
  {
    pathology: 'the CNAMEs at the challenge name form a circle',
    records: [
      { name: CHALLENGE, type: 'CNAME', content: 'a.example.com.' },
      { name: 'a', type: 'CNAME', content: `${CHALLENGE}.example.com.` },
    ],
    truth: {
      verdict: 'delegation-loop',
      says: [
        'go in a circle',
        '_acme-challenge.www.example.com → a.example.com → _acme-challenge.www.example.com',
      ],
    },
  },
  {
    pathology: 'the CNAMEs at the challenge name are more than resolvers follow',
    records: [CHALLENGE, ...'abcdefghi'].map((name, i) => ({
      name,
      type: 'CNAME',
      content: `${'abcdefghi'[i] ?? 'end'}.example.com.`,
    })),
    truth: { verdict: 'delegation-loop', says: ['are more than 8', 'h.example.com'] },
  },
  {
    pathology: 'a wildcard CNAME covers the challenge name, until the value is there',
    records: [{ name: '*', type: 'CNAME', content: 'web.elsewhere.test.' }],
    truth: { verdict: 'answer', warnings: ['exists only through the wildcard *.example.com'] },
  },
  {
    pathology: 'the resolver puts the records of other sections into the answer (WSL)',
    resolver: { mergesSections: true },
    truth: { verdict: 'answer' },
  },
  {
    pathology: 'DNSSEC is broken',
    zone: { dnssec: 'bogus' },
    truth: { verdict: 'dnssec-broken', says: ['example.com', 'DNSSEC Bogus', 'DS record'] },
  },
  {
    pathology: 'DNSSEC is broken at the zone that a CNAME leads to',
    records: [{ name: CHALLENGE, type: 'CNAME', content: 'www-example-com.acme.test.' }],
    prepare: ({ addZone }) => {
      addZone('acme.test', { dnssec: 'bogus' });
    },
    truth: { verdict: 'dnssec-broken', says: ['acme.test'] },
  },
];

function addAddress({ addRecord }: Dnscale, name: string, type: 'A' | 'AAAA', content: string): void {
  addRecord('elsewhere.test', { name, type, content });
}
