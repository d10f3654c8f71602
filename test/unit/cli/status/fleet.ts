/** A fleet in which something is wrong, as the tables have it, at one moment. */
import type { RenewerStatus } from '../../../../cli/status/status-text.ts';
import type { RenewerDescriptor } from '../../../../functions/engine/config/descriptor.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import type { TriedToken } from '../../../../functions/engine/ports/token-trials.ts';
import { byUrgency, certificateStatus } from '../../../../functions/engine/renewal/certificate-status.ts';
import type { CertificateState, Failure, HistoryEntry } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
} from '../../../support/builders.ts';

export const AT = new Date('2026-11-27T03:20:00Z');

export const FORBIDDEN: Failure = {
  count: 2,
  code: 'caa-forbids',
  disposition: 'person',
  message:
    'The CAA record at example.org lets in digicert.com only, so Let’s Encrypt must not issue for api.example.org. Add beside it: example.org. CAA 0 issue "letsencrypt.org"',
  advice: 'Add beside it: example.org. CAA 0 issue "letsencrypt.org"',
  step: 'preflight',
  at: new Date('2026-11-27T03:15:00Z'),
};

const LOAD_BALANCER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

const RENEWED: HistoryEntry = { at: new Date('2026-11-27T00:20:00Z'), outcome: 'renewed', tookMs: 15_000 };

/** Valid for 90 days until 25 Feb, in ACM of eu-central-1. */
export function known(
  certificateName: string,
  state: Partial<CertificateState> = {},
  changes: Partial<KnownCertificate> = {},
): KnownCertificate {
  const certificate = aStoredCertificate({
    domainNames: [certificateName],
    notBefore: new Date('2026-11-27T03:19:00Z'),
    notAfter: new Date('2027-02-25T03:20:00Z'),
  });
  return {
    certificateName,
    definition: aDefinition({ certificateName, domainNames: [certificateName] }),
    declaredAt: new Date('2026-10-02T14:00:00Z'),
    state: aCertificateState({
      certificateName,
      certificate,
      installations: installedIn('eu-central-1'),
      nextCheckAt: new Date('2026-11-27T09:00:00Z'),
      history: [RENEWED],
      ...state,
    }),
    ...changes,
  };
}

export function installedIn(...regions: string[]): CertificateState['installations'] {
  const entries = regions.map((region) => {
    const certificateArn = `arn:aws:acm:${region}:111122223333:certificate/66a1c9a1`;
    return [region, { certificateArn, serial: '0a1b2c', importedAt: AT }] as const;
  });
  return Object.fromEntries(entries);
}

export function until(notBefore: string, notAfter: string, name = 'example.com') {
  return aStoredCertificate({
    domainNames: [name],
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  });
}

/** The three of the README: one cannot renew, one is removed and still in use, one is well. */
export const THREE: readonly KnownCertificate[] = [
  known('example.com'),
  known('old.example.com', {}, { definition: undefined, usedBy: [LOAD_BALANCER] }),
  known(
    'api.example.org',
    {
      certificate: until('2026-08-31T03:19:00Z', '2026-11-29T03:20:00Z', 'api.example.org'),
      nextCheckAt: new Date('2026-11-27T04:15:00Z'),
      failure: FORBIDDEN,
      history: [{ at: FORBIDDEN.at, outcome: 'failed', tookMs: 4_000, code: 'caa-forbids' }],
    },
    { usedBy: [LOAD_BALANCER], owner: 'cloudformation:eu-central-1/Shop/Api' },
  ),
];

export const TOKEN: TriedToken = {
  version: 'v1',
  at: new Date('2026-11-27T03:16:00Z'),
  ok: true,
  zoneCount: 2,
  zonesSeen: [],
  zonesLost: [],
};

export function renewerOf(
  certificates: readonly KnownCertificate[],
  changes: Partial<RenewerStatus> = {},
  descriptor: Partial<RenewerDescriptor> = {},
): RenewerStatus {
  const statuses = certificates.map((one) => certificateStatus(one, AT)).toSorted(byUrgency);
  const renewer = aDescriptor({ renewerName: 'DnscaleCerts', ...descriptor });
  const bundleUrlOf = (name: string) => `s3://dnscalecerts-111122223333/live/${name}/bundle.pem`;
  return { renewer, statuses, isComplete: true, token: TOKEN, bundleUrlOf, ...changes };
}

const CERT_ID = 'aki.serial';
const DAY_BEFORE = new Date('2026-11-26T03:10:00Z');

/** All that the tables can hold of one: it was issued with each step seen, and one of its three places lags behind. */
export const FULL: KnownCertificate = known(
  'shop',
  {
    certificate: aStoredCertificate({
      version: '20261126T030900Z-3f9a2c',
      serial: '04ab12',
      sha256: 'ab'.repeat(32),
      domainNames: ['example.com', '*.example.com', 'www.example.org'],
      notBefore: new Date('2026-11-26T02:10:00Z'),
      notAfter: new Date('2027-02-24T02:10:00Z'),
      certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
      profile: 'classic',
      certId: CERT_ID,
    }),
    installations: {
      'eu-central-1': installed('eu-central-1', '04ab12'),
      'us-east-1': installed('us-east-1', '03ffee'),
    },
    secret: {
      secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:DnscaleCerts/shop-a1b2c3',
      versionId: 'v1',
      serial: '04ab12',
      writtenAt: DAY_BEFORE,
    },
    readiness: { at: new Date('2026-11-27T02:00:00Z'), provedAt: new Date('2026-11-27T02:00:00Z') },
    accounts: {
      'https://acme-v02.api.letsencrypt.org/directory': 'https://acme-v02.api.letsencrypt.org/acme/acct/123',
    },
    zoneNames: ['example.com', 'example.org'],
    issuances: {
      '20261126T030900Z-3f9a2c': {
        at: DAY_BEFORE,
        domainNames: ['example.com', '*.example.com', 'www.example.org'],
        exempt: false,
      },
    },
    renewalInfo: {
      certId: CERT_ID,
      window: { startsAt: new Date('2027-01-24T00:00:00Z'), endsAt: new Date('2027-01-24T00:00:01Z') },
      explanationUrl: 'https://letsencrypt.org/why',
      askAgainAt: new Date('2026-11-27T09:00:00Z'),
    },
    history: [
      {
        at: new Date('2026-11-24T00:20:00Z'),
        outcome: 'failed',
        tookMs: 31_000,
        code: 'acme-unavailable',
        count: 3,
        since: new Date('2026-11-23T22:20:00Z'),
      },
      {
        at: DAY_BEFORE,
        outcome: 'renewed',
        tookMs: 15_200,
        serial: '04ab12',
        notAfter: new Date('2027-02-24T02:10:00Z'),
        steps: [
          { step: 'preflight', tookMs: 900, saw: '2 name servers, CAA lets the CA in' },
          { step: 'newOrder', tookMs: 300, saw: 'an order for 3 names' },
          { step: 'waitForPropagation', tookMs: 3_400, saw: '2 names, 2 of 2 servers after 3.40 s' },
        ],
        challenges: [
          { name: '_acme-challenge.example.com', showing: 2, servers: 2, tookMs: 3_400 },
          { name: '_acme-challenge.www.example.org', showing: 1, servers: 2, tookMs: 2_100 },
        ],
      },
      {
        at: new Date('2026-11-27T02:00:00Z'),
        outcome: 'unchanged',
        tookMs: 1_200,
        count: 4,
        since: new Date('2026-11-26T09:00:00Z'),
      },
    ],
  },
  {
    definition: aDefinition({
      certificateName: 'shop',
      domainNames: ['example.com', '*.example.com', 'www.example.org'],
      certificateAuthority: 'https://acme-v02.api.letsencrypt.org/directory',
      profile: 'classic',
      regions: ['eu-central-1', 'us-east-1'],
      storeInSecretsManager: true,
      probe: ['example.com:443', 'www.example.org:443', 'mail.example.org:587'],
    }),
    owner: 'cloudformation:eu-central-1/Shop/WebCertificate',
    usedBy: [LOAD_BALANCER, 'arn:aws:cloudfront::111122223333:distribution/E1ABC'],
    usesReadAt: new Date('2026-11-27T01:00:00Z'),
    ordersAtCa: { '2026-11-27T02:30:00.000Z': 2, '2026-11-26T20:00:00.000Z': 40 },
    served: {
      certificateName: 'shop',
      at: new Date('2026-11-27T03:10:00Z'),
      live: {
        serial: '04ab12',
        notBefore: new Date('2026-11-26T02:10:00Z'),
        notAfter: new Date('2027-02-24T02:10:00Z'),
      },
      liveSince: DAY_BEFORE,
      earlier: ['03ffee'],
      places: [
        { place: 'example.com:443', standing: 'served', since: new Date('2026-11-26T03:20:00Z') },
        {
          place: 'www.example.org:443',
          standing: 'stale',
          since: new Date('2026-11-26T03:20:00Z'),
          leaf: {
            serial: '03ffee',
            notBefore: new Date('2026-09-27T00:00:00Z'),
            notAfter: new Date('2026-12-26T00:00:00Z'),
          },
        },
        {
          place: 'mail.example.org:587',
          standing: 'unreachable',
          since: new Date('2026-11-25T03:20:00Z'),
          reason: 'the connection was refused',
        },
      ],
      attentionAt: new Date('2026-11-26T03:20:00Z'),
    },
  },
);

function installed(region: string, serial: string) {
  const certificateArn = `arn:aws:acm:${region}:111122223333:certificate/66a1c9a1`;
  return { certificateArn, serial, importedAt: new Date('2026-11-26T03:10:20Z') };
}
