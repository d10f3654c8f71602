/** What a preflight tells: zones, CNAMEs, delegation, CAA, the profile, ACM's rules. */

import type { DnssecStatus, Zone } from '../../../../functions/engine/ports/dns.ts';
import { preflight } from '../../../../functions/engine/preflight/preflight.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDefinition,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { createMemorySecrets, createRecordedEvents, NO_EXISTING } from '../../../support/memory-ports.ts';
import { aZone, caa, createDns, LAME } from '../../engine/dns/dns-in-memory.ts';
import type { ErrorText } from '../error-page.ts';

export const PREFLIGHT_TEXTS: ErrorText[] = [
  ['DNScale has other zones only.', () => check({ zones: [aZone('example.org'), aZone('example.net')] })],
  ['The token sees no zone.', () => check({ zones: [] })],
  ['A part of the zone is delegated elsewhere.', () => check(CHILD_ZONE)],
  [
    'A CNAME leads out of DNScale.',
    () => check({ cnames: { [NAME]: 'www.acme.example.net' }, dns: OURS_ONLY }),
  ],
  ['A CNAME leads to another name than a challenge’s.', () => check(SOMEBODYS_CNAME)],
  ['The zone is paused.', () => check({ zones: [aZone('example.com', { status: 'paused' })] })],
  ['The zone is a copy of one elsewhere.', () => check({ zones: [aZone('example.com', { type: 'slave' })] })],
  ['A CNAME leads to a zone that is paused.', () => check(PAUSED_TARGET)],
  ['CNAMEs go in a circle.', () => check({ cnames: { [NAME]: 'a.example.com', 'a.example.com': NAME } })],
  ['There are too many CNAMEs.', () => check({ cnames: NINE_CNAMES })],
  [
    'Its servers do not serve the zone.',
    () => check({ dns: { delegations: { 'example.com': ['192.0.2.1'] }, useless: { '192.0.2.1': LAME } } }),
  ],
  ['Validating resolvers refuse the zone.', () => check({ dns: { dnssec: { 'example.com': BROKEN } } })],
  ['CAA lets in other CAs only.', () => check({ caa: ['0 issue "other.test"', '0 issue "another.test"'] })],
  ['CAA lets no CA in for wildcards.', () => check({ domainNames: ['*.example.com'], caa: NO_WILDCARDS })],
  [
    'CAA lets this CA in by another proof only.',
    () => check({ caa: [`${THIS_CA}; validationmethods=http-01"`] }),
  ],
  [
    'CAA lets this CA in for another account only.',
    () => check({ caa: [`${THIS_CA}; accounturi=${OTHER_ACCOUNT}"`] }),
  ],
  ['CAA holds a tag that CAs do not know.', () => check({ caa: ['128 tbs "unknown"'] })],
  ['CAA comes from the target of a CNAME.', () => check(CAA_BEHIND_CNAME)],
  ['The profile does not exist.', () => check({ profile: 'tlsclient', profiles: ['classic', 'shortlived'] })],
  ['The CA knows no profiles.', () => check({ profile: 'shortlived' })],
  ['The profile takes fewer names.', () => check({ domainNames: TOO_MANY_NAMES, profile: 'tlsserver' })],
  ['The profile of an RSA key was changed.', () => check({ ...RSA, profile: 'tlsserver' })],
  ['The key algorithm was changed.', () => check({ keyAlgorithm: 'RSA_2048' })],
  ['All domain names were changed.', () => check({ domainNames: ['example.net'] })],
];

const NAME = '_acme-challenge.www.example.com';
const THIS_CA = '0 issue "ca.test';
const OTHER_ACCOUNT = 'https://ca.test/acct/7';
const BROKEN: DnssecStatus = {
  status: 'broken',
  detail: 'the resolver 1.1.1.1:53 says SERVFAIL (DNSKEY Missing: no DNSKEY matches the DS record)',
};
const NO_WILDCARDS = ['0 issue "ca.test"', '0 issuewild ";"'];
const TOO_MANY_NAMES = Array.from({ length: 26 }, (_, i) => `www${i}.example.com`);
const NINE_CNAMES = Object.fromEntries([
  [NAME, 'a1.example.com'],
  ...Array.from({ length: 8 }, (_, i) => [`a${i + 1}.example.com`, `a${i + 2}.example.com`]),
]);
const SOMEBODYS_CNAME: Given = {
  zones: [aZone('example.com'), aZone('example.net')],
  cnames: { [NAME]: '_dmarc.example.net' },
};
const OURS_ONLY = { delegations: { 'example.com': ['192.0.2.1'] } };

const PAUSED_TARGET: Given = {
  cnames: { [NAME]: 'www.acme.test' },
  zones: [aZone('example.com'), aZone('acme.test', { status: 'paused' })],
};
const CHILD_ZONE: Given = {
  dns: {
    delegations: { 'example.com': ['192.0.2.1'], 'www.example.com': ['192.0.2.9'] },
    useless: { '192.0.2.1': LAME },
  },
};
const RSA: Given = { keyAlgorithm: 'RSA_2048', held: { keyAlgorithm: 'RSA_2048', profile: 'classic' } };
const CAA_BEHIND_CNAME: Given = {
  dns: {
    cnames: { 'www.example.com': 'example.cdn.test' },
    caa: { 'www.example.com': [caa('0 issue "other.test"')] },
  },
};

type Given = Parameters<typeof aDefinition>[0] & {
  zones?: Zone[];
  cnames?: Record<string, string>;
  /** At example.com. */
  caa?: string[];
  nameServerDomains?: string[];
  /** On offer. */
  profiles?: string[];
  /** What the ARN holds. */
  held?: Parameters<typeof aStoredCertificate>[0];
  dns?: Parameters<typeof createDns>[0];
};

/** For www.example.com unless another name is given, and a certificate that is live on one ARN. */
function check({
  zones = [aZone('example.com')],
  cnames = {},
  caa: texts = [],
  profiles = [],
  ...given
}: Given) {
  const { nameServerDomains = ['dnscale.test'], dns, held, ...changes } = given;
  const world = createDns({ cnames, caa: { 'example.com': texts.map(caa) }, ...dns });
  const ports = {
    ...world,
    zones: { ...world.zones, listZones: async () => zones },
    acme: {
      readMeta: async () => ({ profiles, caaIdentities: ['ca.test'], externalAccountRequired: false }),
      readAccountUrl: async () => 'https://ca.test/acct/1',
    },
    importer: NO_EXISTING,
    secrets: createMemorySecrets(),
    nameServerDomains,
    events: createRecordedEvents(),
  };
  const definition = aDefinition({ domainNames: ['www.example.com'], ...changes });
  return preflight(definition, stateWithArn(held), ports, noDeadline());
}

function stateWithArn(held: Given['held']): CertificateState {
  const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
  const domainNames = ['www.example.com', '*.example.com', 'www0.example.com'];
  return aCertificateState({
    certificate: aStoredCertificate({ domainNames, ...held }),
    installations: { 'eu-central-1': { certificateArn, serial: '0a1b2c', importedAt: NOW } },
  });
}
