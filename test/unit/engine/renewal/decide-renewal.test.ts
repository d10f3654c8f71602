import { describe, expect, it } from 'vitest';
import { decideRenewal } from '../../../../functions/engine/renewal/decide-renewal.ts';
import { aDefinition, aStoredCertificate, DIRECTORY_URL, NOW } from '../../../support/builders.ts';

const stored = aStoredCertificate();

describe('decideRenewal', () => {
  it('is due when nothing is stored', () => {
    const decision = decideRenewal({ now: NOW, definition: aDefinition(), certificate: undefined });

    expect(decision).toEqual({
      due: true,
      reason: 'nothing-stored',
      message: 'no certificate is stored yet',
    });
  });

  it('is due when a configured name is missing from the stored certificate', () => {
    const definition = aDefinition({ domainNames: ['example.com', '*.example.com'] });

    const decision = decideRenewal({ now: NOW, definition, certificate: stored });

    expect(decision).toEqual({
      due: true,
      reason: 'names-changed',
      message: 'the stored certificate lacks *.example.com',
    });
  });

  it('is due when the stored certificate has a name that is no longer wanted', () => {
    const certificate = aStoredCertificate({ domainNames: ['example.com', 'old.example.com'] });

    const decision = decideRenewal({ now: NOW, definition: aDefinition(), certificate });

    expect(decision).toMatchObject({
      reason: 'names-changed',
      message: 'the stored certificate has old.example.com too many',
    });
  });

  it('is not due when only the order of the names differs', () => {
    const definition = aDefinition({ domainNames: ['b.example.com', 'a.example.com'] });
    const certificate = aStoredCertificate({ domainNames: ['a.example.com', 'b.example.com'] });

    const decision = decideRenewal({ now: NOW, definition, certificate });

    expect(decision).toMatchObject({ due: false });
  });

  it('is due when the key algorithm was changed', () => {
    const decision = decideRenewal({
      now: NOW,
      definition: aDefinition({ keyAlgorithm: 'RSA_2048' }),
      certificate: stored,
    });

    expect(decision).toEqual({
      due: true,
      reason: 'key-algorithm-changed',
      message: 'the key algorithm was EC_PRIME256V1 and is to be RSA_2048',
    });
  });

  it('is due when the profile was changed', () => {
    const decision = decideRenewal({
      now: NOW,
      definition: aDefinition({ profile: 'shortlived' }),
      certificate: stored,
    });

    expect(decision).toEqual({
      due: true,
      reason: 'profile-changed',
      message: "the profile was the CA's default and is to be shortlived",
    });
  });

  it('is due when the CA was changed', () => {
    const definition = aDefinition({ certificateAuthority: 'https://other.test/directory' });

    const decision = decideRenewal({ now: NOW, definition, certificate: stored });

    expect(decision).toEqual({
      due: true,
      reason: 'authority-changed',
      message: `the CA was ${DIRECTORY_URL} and is to be https://other.test/directory`,
    });
  });

  it('is due when a third of the life is left', () => {
    const now = new Date('2026-12-31T00:00:00Z');

    const decision = decideRenewal({ now, definition: aDefinition(), certificate: stored });

    expect(decision).toEqual({
      due: true,
      reason: 'share-of-life',
      message: 'valid until 2027-01-30T00:00:00.000Z, due since 2026-12-31T00:00:00.000Z',
    });
  });

  it('is not due a millisecond earlier, and says when it will be', () => {
    const now = new Date('2026-12-30T23:59:59.999Z');

    const decision = decideRenewal({ now, definition: aDefinition(), certificate: stored });

    expect(decision).toEqual({
      due: false,
      reason: 'not-due',
      message: 'valid until 2027-01-30T00:00:00.000Z, renewal from 2026-12-31T00:00:00.000Z',
      nextCheckAt: new Date('2026-12-31T00:00:00Z'),
    });
  });

  it('looks again within a day when the renewal is weeks away', () => {
    const decision = decideRenewal({ now: NOW, definition: aDefinition(), certificate: stored });

    expect(decision).toMatchObject({ due: false, nextCheckAt: new Date('2026-11-24T06:00:00Z') });
  });

  it('is due when the certificate has expired', () => {
    const now = new Date('2027-03-01T00:00:00Z');

    const decision = decideRenewal({ now, definition: aDefinition(), certificate: stored });

    expect(decision).toMatchObject({ due: true, reason: 'share-of-life' });
  });
});
