import { describe, expect, it } from 'vitest';
import { pendingChallenges } from '../../../../functions/engine/issuance/challenges.ts';
import { anAuthorization } from '../../../support/builders.ts';
import { aZone } from '../dns/dns-in-memory.ts';

const ACME = aZone('acme.test');
const TARGETS = new Map([
  ['_acme-challenge.example.com', { name: 'com.acme.test', zone: ACME }],
  ['_acme-challenge.example.org', { name: '_acme-challenge.example.org', zone: aZone('example.org') }],
]);

describe('pendingChallenges', () => {
  it('publishes at the target, for a name and its wildcard alike', () => {
    const challenges = pendingChallenges([anAuthorization(), anAuthorization({ wildcard: true })], TARGETS);

    expect(challenges.map(({ domainName }) => domainName)).toEqual(['example.com', '*.example.com']);
    expect(challenges[1]).toEqual({
      domainName: '*.example.com',
      authorizationUrl: 'https://ca.test/authz/1',
      challengeUrl: 'https://ca.test/challenge/1',
      record: { zoneId: 'id of acme.test', zoneName: 'acme.test', name: 'com.acme.test', value: 'value-1' },
    });
  });

  it('leaves out what is valid already', () => {
    expect(pendingChallenges([anAuthorization({ status: 'valid' })], TARGETS)).toEqual([]);
  });

  it.each([
    ['has ended', anAuthorization({ status: 'expired' }), 'its authorization is expired'],
    ['has no dns-01', anAuthorization({ challenge: undefined }), 'it offers no dns-01 challenge for it'],
    [
      'is for a name that was not asked for',
      anAuthorization({ domainName: 'a.test' }),
      'it is no name of this',
    ],
  ])('fails for an authorization that %s', (_, authorization, message) => {
    expect(() => pendingChallenges([authorization], TARGETS)).toThrow(
      expect.objectContaining({ code: 'challenge-invalid', message: expect.stringContaining(message) }),
    );
  });
});
