/** Which certificate the list of the status has first. */
import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { KnownCertificate } from '../../../../functions/engine/ports/renewers.ts';
import {
  byUrgency,
  certificateStatus,
  isLeftInUse,
} from '../../../../functions/engine/renewal/certificate-status.ts';
import type { Failure } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

/** Valid until 2027-01-30, and checked next in an hour. */
function known(changes: Partial<KnownCertificate> = {}): KnownCertificate {
  return { certificateName: 'example.com', definition: aDefinition(), state: aState(), ...changes };
}

function aState(changes: Parameters<typeof aCertificateState>[0] = {}) {
  const nextCheckAt = new Date('2026-11-23T07:00:00Z');
  return aCertificateState({ certificate: aStoredCertificate(), nextCheckAt, ...changes });
}

const forPerson: Failure = {
  count: 2,
  code: 'caa-forbids',
  disposition: 'person',
  message: 'CAA forbids it.',
  step: 'preflight',
  at: new Date('2026-11-23T05:30:00Z'),
};
const byItself: Failure = { ...forPerson, code: 'acme-unavailable', disposition: 'next-run' };
const unreadable = new RenewerError({
  code: 'record-unreadable',
  disposition: 'person',
  message: 'The state item of example.com is damaged.',
});

describe('isLeftInUse', () => {
  const removed = (changes: Partial<KnownCertificate>) =>
    isLeftInUse(certificateStatus(known({ definition: undefined, ...changes }), NOW));
  const inAcm = aState({
    installations: { 'eu-central-1': { certificateArn: 'arn:1', serial: '0a1b2c', importedAt: NOW } },
  });

  it('is so while ACM holds it and something uses it, and for no other state', () => {
    expect(removed({ state: inAcm, usedBy: ['arn:lb'] })).toBe(true);
    expect(removed({ state: inAcm, usedBy: [] })).toBe(false);
    expect(removed({ state: aState(), usedBy: ['arn:lb'] })).toBe(false);
    expect(removed({ definition: aDefinition(), state: inAcm, usedBy: ['arn:lb'] })).toBe(false);
  });
});

describe('byUrgency', () => {
  it('puts first what needs somebody, then what ends first, and what is removed last', () => {
    const until = (notAfter: string) => aStoredCertificate({ notAfter: new Date(notAfter) });
    const one = (certificateName: string, changes: Partial<KnownCertificate>) =>
      certificateStatus({ ...known(), certificateName, ...changes }, NOW);
    const statuses = [
      one('removed', {
        definition: undefined,
        state: aState({ certificate: until('2026-11-24T00:00:00Z') }),
      }),
      one('removed-in-use', {
        definition: undefined,
        usedBy: ['arn:lb'],
        state: aState({
          installations: { 'eu-central-1': { certificateArn: 'arn:1', serial: '0a1b2c', importedAt: NOW } },
        }),
      }),
      one('ok-b', {}),
      one('ok-a', {}),
      one('ok-soon', { state: aState({ certificate: until('2027-01-01T00:00:00Z') }) }),
      one('waiting', { state: undefined, declaredAt: NOW }),
      one('never-issued', { state: aState({ certificate: undefined, failure: forPerson }) }),
      one('failing', { state: aState({ failure: byItself }) }),
      one('needs-you', { state: aState({ failure: forPerson }) }),
      one('expired', { state: aState({ certificate: until('2026-11-20T00:00:00Z') }) }),
      one('unreadable', { unreadable }),
    ];

    expect(statuses.toSorted(byUrgency).map(({ certificateName }) => certificateName)).toEqual([
      'unreadable',
      'expired',
      'needs-you',
      'never-issued',
      'failing',
      'removed-in-use',
      'waiting',
      'ok-soon',
      'ok-a',
      'ok-b',
      'removed',
    ]);
  });
});
