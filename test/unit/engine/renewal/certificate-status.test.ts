import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import {
  type CertificateStatus,
  certificateStatus,
} from '../../../../functions/engine/renewal/certificate-status.ts';
import type {
  Failure,
  Readiness,
  ReadinessFailure,
  Revocation,
} from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

/** Valid until 2027-01-30, and checked next in an hour. */
function known(changes: Partial<KnownCertificate> = {}): KnownCertificate {
  return { certificateName: 'example.com', definition: aDefinition(), state: aState(), ...changes };
}

function aState(changes: Parameters<typeof aCertificateState>[0] = {}) {
  const nextCheckAt = new Date('2026-11-23T07:00:00Z');
  return aCertificateState({ certificate: aStoredCertificate(), nextCheckAt, ...changes });
}

function aFailure(changes: Partial<Failure> = {}): Failure {
  return {
    count: 2,
    code: 'caa-forbids',
    disposition: 'person',
    message: 'CAA forbids it.',
    step: 'preflight',
    at: new Date('2026-11-23T05:30:00Z'),
    ...changes,
  };
}

/** Of what is live. */
function aRevocation(changes: Partial<Revocation> = {}): Revocation {
  const { serial, version, certificateAuthority, notAfter } = aStoredCertificate();
  const revoked = { serial, version, certificateAuthority, notAfter };
  return { ...revoked, reason: 'superseded', isAtOnce: false, askedAt: NOW, ...changes };
}

function notReady(changes: Partial<ReadinessFailure> = {}): Readiness {
  const since = new Date('2026-11-22T05:30:00Z');
  const failure = { code: 'caa-forbids', disposition: 'person', message: 'CAA forbids it.', since } as const;
  return { at: new Date('2026-11-23T05:30:00Z'), failure: { ...failure, ...changes } };
}

const byItself = aFailure({ code: 'acme-unavailable', disposition: 'next-run' });
const unreadable = new RenewerError({
  code: 'record-unreadable',
  disposition: 'person',
  message: 'The state item of example.com is damaged.',
});

describe('certificateStatus', () => {
  it.each<[CertificateStatus['word'], boolean, string, KnownCertificate]>([
    ['ok', false, 'valid, and nothing failed', known()],
    ['waiting', false, 'declared a minute ago', known({ state: undefined, declaredAt: NOW })],
    [
      'renewing',
      false,
      'a run holds the claim',
      known({ state: aState({ runUntil: new Date('2026-11-23T06:00:01Z') }) }),
    ],
    [
      'ok',
      false,
      'the claim of a killed run is over',
      known({ state: aState({ runUntil: new Date('2026-11-23T05:59:59Z') }) }),
    ],
    ['failing', false, 'the next run tries again', known({ state: aState({ failure: byItself }) })],
    [
      'needs-you',
      true,
      'a person has to mend it, also while a run tries again',
      known({ state: aState({ failure: aFailure(), runUntil: new Date('2026-11-23T06:04:00Z') }) }),
    ],
    [
      'failing',
      true,
      'it fails by itself, with less than a sixth of its life left',
      known({
        state: aState({
          failure: byItself,
          certificate: aStoredCertificate({
            notBefore: new Date('2026-09-01T00:00:00Z'),
            notAfter: new Date('2026-11-30T00:00:00Z'),
          }),
        }),
      }),
    ],
    [
      'at-risk',
      true,
      'its next renewal would fail, and a person has to mend it',
      known({ state: aState({ readiness: notReady() }) }),
    ],
    [
      'at-risk',
      false,
      'its next renewal would fail now, and it may mend itself',
      known({ state: aState({ readiness: notReady({ disposition: 'next-run' }) }) }),
    ],
    [
      'failing',
      false,
      'the last run failed, whatever readiness said before',
      known({ state: aState({ readiness: notReady(), failure: byItself }) }),
    ],
    [
      'expired',
      true,
      'whatever else is wrong',
      known({
        state: aState({ certificate: aStoredCertificate({ notAfter: NOW }), failure: aFailure() }),
      }),
    ],
    [
      'unchecked',
      true,
      'its check was due more than three hours ago',
      known({ state: aState({ nextCheckAt: new Date('2026-11-23T02:59:59Z') }) }),
    ],
    [
      'ok',
      false,
      'its check was due three hours ago',
      known({ state: aState({ nextCheckAt: new Date('2026-11-23T03:00:00Z') }) }),
    ],
    [
      'unchecked',
      true,
      'declared yesterday, and no run has come',
      known({ state: undefined, declaredAt: new Date('2026-11-22T06:00:00Z') }),
    ],
    [
      'removed',
      false,
      'nobody declares it',
      known({ definition: undefined, state: aState({ failure: aFailure() }) }),
    ],
    [
      'needs-you',
      true,
      'nobody declares it, and the CA refuses to revoke it',
      known({
        definition: undefined,
        state: aState({ failure: aFailure({ disposition: 'person' }), revocations: [aRevocation()] }),
      }),
    ],
    [
      'revoked',
      true,
      'what is live is revoked, and its replacement fails',
      known({ state: aState({ failure: aFailure(), revocations: [aRevocation({ revokedAt: NOW })] }) }),
    ],
    ['ok', false, 'it is to be replaced', known({ state: aState({ revocations: [aRevocation()] }) })],
    ['unreadable', true, 'a record is damaged', { certificateName: 'example.com', unreadable }],
  ])('is %s (needs you: %s) when %s', (word, needsYou, _, certificate) => {
    expect(certificateStatus(certificate, NOW)).toMatchObject({ word, needsYou });
  });

  it('says when it renews: at a third of the life left without advice, never once it is removed', () => {
    const removed = certificateStatus(known({ definition: undefined }), NOW);

    expect(certificateStatus(known(), NOW).renewsAt).toEqual(new Date('2026-12-31T00:00:00Z'));
    expect(removed.renewsAt).toBeUndefined();
    expect(removed.nextCheckAt).toBeUndefined();
  });

  it('says why it renews then', () => {
    const certId = 'aki.serial';
    const advised = (startsAt: string, endsAt: string) =>
      known({
        state: aState({
          certificate: aStoredCertificate({ certId }),
          renewalInfo: {
            certId,
            window: { startsAt: new Date(startsAt), endsAt: new Date(endsAt) },
            askAgainAt: NOW,
          },
        }),
      });
    const inTime = certificateStatus(advised('2026-12-05T00:00:00Z', '2026-12-06T00:00:00Z'), NOW);
    const tooLate = certificateStatus(advised('2027-01-28T00:00:00Z', '2027-01-29T00:00:00Z'), NOW);

    expect(certificateStatus(known(), NOW).renewsBecause).toBe('share-of-life');
    expect(inTime.renewsBecause).toBe('renewal-info');
    expect(tooLate.renewsBecause).toBe('life-floor');
    expect(tooLate.renewsAt).toEqual(new Date('2027-01-15T00:00:00Z'));
  });

  it('says when it renews by the advice of the CA', () => {
    const window = { startsAt: new Date('2026-12-05T00:00:00Z'), endsAt: new Date('2026-12-05T00:00:01Z') };
    const renewalInfo = { certId: 'aki.serial', window, askAgainAt: NOW };
    const state = aState({ certificate: aStoredCertificate({ certId: 'aki.serial' }), renewalInfo });

    const { renewsAt } = certificateStatus(known({ state }), NOW);

    expect(renewsAt?.toISOString().slice(0, 19)).toBe('2026-12-05T00:00:00');
  });

  it('has the last error, and the ARN of each region', () => {
    const installation = { certificateArn: 'arn:1', serial: '0a1b2c', importedAt: NOW };
    const state = aState({ failure: aFailure(), installations: { 'eu-central-1': installation } });

    expect(certificateStatus(known({ state }), NOW)).toMatchObject({
      error: {
        code: 'caa-forbids',
        message: 'CAA forbids it.',
        at: new Date('2026-11-23T05:30:00Z'),
        count: 2,
      },
      certificateArns: { 'eu-central-1': 'arn:1' },
    });
    expect(certificateStatus({ certificateName: 'example.com', unreadable }, NOW).error).toEqual({
      code: 'record-unreadable',
      message: 'The state item of example.com is damaged.',
    });
  });

  it('has what would break its next renewal', () => {
    const readiness = notReady();

    expect(certificateStatus(known({ state: aState({ readiness }) }), NOW)).toMatchObject({
      readiness,
      error: { code: 'caa-forbids', message: 'CAA forbids it.', at: new Date('2026-11-23T05:30:00Z') },
    });
  });

  it('says since when nobody checks it', () => {
    const late = known({ state: aState({ nextCheckAt: new Date('2026-11-22T02:00:00Z') }) });

    expect(certificateStatus(late, NOW).error).toEqual({
      code: 'unchecked',
      at: new Date('2026-11-22T02:00:00Z'),
      message:
        'A check of example.com was due at 2026-11-22T02:00:00.000Z, and no run has reported since. The schedule or the functions of the renewer do not work. See "Checks stopped", "Messages stuck" and "Crashes" in https://github.com/dnscale/dnscale-certs/blob/main/docs/operator-runbook.md',
      advice:
        'See "Checks stopped", "Messages stuck" and "Crashes" in https://github.com/dnscale/dnscale-certs/blob/main/docs/operator-runbook.md',
    });
  });
});
