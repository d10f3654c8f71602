import { describe, expect, it } from 'vitest';
import { decideRenewal } from '../../../../functions/engine/renewal/decide-renewal.ts';
import type { KnownRenewalInfo } from '../../../../functions/engine/renewal/state.ts';
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
      message: 'the key algorithm changes from EC_PRIME256V1 to RSA_2048',
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
      message: "the profile changes from the CA's default to shortlived",
    });
  });

  it('is due when the CA was changed', () => {
    const definition = aDefinition({ certificateAuthority: 'https://other.test/directory' });

    const decision = decideRenewal({ now: NOW, definition, certificate: stored });

    expect(decision).toEqual({
      due: true,
      reason: 'authority-changed',
      message: `the CA changes from ${DIRECTORY_URL} to https://other.test/directory`,
    });
  });

  it('keeps what stands in for another CA and profile until a third of its life is left', () => {
    const certificate = { ...stored, standsIn: true };
    const definition = aDefinition({
      certificateAuthority: 'https://other.test/directory',
      profile: 'shortlived',
    });
    const decide = (now: Date) => decideRenewal({ now, definition, certificate });

    expect(decide(NOW)).toMatchObject({ due: false });
    expect(decide(new Date('2026-12-31T00:00:00Z'))).toMatchObject({ due: true, reason: 'share-of-life' });
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

  it('is due when the store is ahead of the state', () => {
    const decision = decideRenewal({
      now: NOW,
      definition: aDefinition(),
      certificate: stored,
      storeIsAhead: true,
    });

    expect(decision).toMatchObject({ due: true, reason: 'store-ahead' });
  });

  it('checks again within a day when the renewal is weeks away', () => {
    const decision = decideRenewal({ now: NOW, definition: aDefinition(), certificate: stored });

    expect(decision).toMatchObject({ due: false, nextCheckAt: new Date('2026-11-24T06:00:00Z') });
  });

  it('is due when the certificate has expired', () => {
    const now = new Date('2027-03-01T00:00:00Z');

    const decision = decideRenewal({ now, definition: aDefinition(), certificate: stored });

    expect(decision).toMatchObject({ due: true, reason: 'life-floor' });
  });

  describe('with the advice of the CA (RFC 9773)', () => {
    const certId = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
    const advised = aStoredCertificate({ certId });
    const decide = (now: string, info: Partial<KnownRenewalInfo> = {}, certificate = advised) =>
      decideRenewal({
        now: new Date(now),
        definition: aDefinition(),
        certificate,
        renewalInfo: {
          certId,
          window: { startsAt: new Date('2027-01-10T00:00:00Z'), endsAt: new Date('2027-01-11T19:00:00Z') },
          askAgainAt: new Date('2027-02-01T00:00:00Z'),
          ...info,
        },
      });

    it('waits for the instant in the window, although less than a third of the life is left', () => {
      expect(decide('2027-01-09T23:59:59Z')).toMatchObject({ due: false });
    });

    it('is due at the end of the window, and says which window and why', () => {
      const decision = decide('2027-01-11T19:00:00Z', { explanationUrl: 'https://ca.test/why' });

      expect(decision).toEqual({
        due: true,
        reason: 'renewal-info',
        message:
          'the CA suggests renewal in 2027-01-10T00:00:00.000Z to 2027-01-11T19:00:00.000Z, which is over: it wants the certificate replaced at once; it says why at https://ca.test/why',
      });
    });

    it('is due at once when the window is over, e.g. of a certificate that was revoked', () => {
      const window = { startsAt: new Date('2026-11-20T00:00:00Z'), endsAt: new Date('2026-11-21T00:00:00Z') };

      expect(decide('2026-11-22T00:00:00Z', { window })).toMatchObject({ due: true, reason: 'renewal-info' });
    });

    it('is due with a sixth of the life left, whatever the CA advises', () => {
      const window = { startsAt: new Date('2027-01-28T00:00:00Z'), endsAt: new Date('2027-01-29T00:00:00Z') };

      expect(decide('2027-01-14T23:59:59Z', { window })).toMatchObject({ due: false });
      expect(decide('2027-01-15T00:00:00Z', { window })).toMatchObject({ due: true, reason: 'life-floor' });
    });

    it('goes by the share of life when the advice is on another certificate', () => {
      const other = { certId: 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyF' };

      expect(decide('2026-12-31T00:00:00Z', other)).toMatchObject({ due: true, reason: 'share-of-life' });
    });

    it('asks the CA again when the CA wants it, before the window', () => {
      const decision = decide('2026-12-01T00:00:00Z', { askAgainAt: new Date('2026-12-01T06:00:00Z') });

      expect(decision).toMatchObject({ due: false, nextCheckAt: new Date('2026-12-01T06:00:00Z') });
    });

    it('asks six hours after the issuance for the first time', () => {
      const decision = decideRenewal({ now: NOW, definition: aDefinition(), certificate: advised });

      expect(decision).toMatchObject({ due: false, nextCheckAt: new Date('2026-11-23T12:00:00Z') });
    });
  });
});
