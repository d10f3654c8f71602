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

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

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

export function until(notBefore: string, notAfter: string) {
  return aStoredCertificate({ notBefore: new Date(notBefore), notAfter: new Date(notAfter) });
}

/** The three of the README: one cannot renew, one is removed and still in use, one is well. */
export const THREE: readonly KnownCertificate[] = [
  known('example.com'),
  known('old.example.com', {}, { definition: undefined, usedBy: [LOAD_BALANCER] }),
  known('api.example.org', {
    certificate: until('2026-08-31T03:19:00Z', '2026-11-29T03:20:00Z'),
    failure: FORBIDDEN,
    history: [{ at: FORBIDDEN.at, outcome: 'failed', tookMs: 4_000, code: 'caa-forbids' }],
  }),
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
  return { renewer, statuses, isComplete: true, token: TOKEN, ...changes };
}
