import { describe, expect, it } from 'vitest';
import {
  challengeInvalid,
  missedZones,
  pendingChallenges,
} from '../../../../functions/engine/issuance/challenges.ts';
import type { Authorization } from '../../../../functions/engine/ports.ts';
import { anOrder } from '../../../support/builders.ts';
import { aZone } from '../dns/dns-in-memory.ts';

const ACME = aZone('acme.test');
const TARGETS = new Map([
  ['_acme-challenge.example.com', { name: 'com.acme.test', zone: ACME }],
  ['_acme-challenge.example.org', { name: '_acme-challenge.example.org', zone: aZone('example.org') }],
]);

function anAuthorization(changes: Partial<Authorization> = {}): Authorization {
  return {
    url: 'https://ca.test/authz/1',
    status: 'pending',
    domainName: 'example.com',
    wildcard: false,
    challenge: { url: 'https://ca.test/challenge/1', txtValue: 'value-1' },
    ...changes,
  };
}

const failed = (domainName: string, errorType?: string): Authorization =>
  anAuthorization({ domainName, status: 'invalid', error: 'the CA’s words', errorType });

describe('pendingChallenges', () => {
  it('publishes at the target, for a name and its wildcard alike', () => {
    const challenges = pendingChallenges([anAuthorization(), anAuthorization({ wildcard: true })], TARGETS);

    expect(challenges.map(({ domainName }) => domainName)).toEqual(['example.com', '*.example.com']);
    expect(challenges[1]).toEqual({
      domainName: '*.example.com',
      challengeUrl: 'https://ca.test/challenge/1',
      record: { zoneId: 'id of acme.test', zoneName: 'acme.test', name: 'com.acme.test', value: 'value-1' },
    });
  });

  it('leaves out what is valid already', () => {
    expect(pendingChallenges([anAuthorization({ status: 'valid' })], TARGETS)).toEqual([]);
  });

  it.each([
    ['has ended', anAuthorization({ status: 'expired' }), 'its authorization is expired'],
    ['has no dns-01', anAuthorization({ challenge: undefined }), 'the CA offers no dns-01 challenge for it'],
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

describe('missedZones', () => {
  it('names the zones in which the CA did not see a value, each once', () => {
    const authorizations = [
      failed('example.com', 'unauthorized'),
      failed('example.com', 'dns'),
      failed('example.org', 'dns'),
    ];

    expect(missedZones(authorizations, TARGETS)).toEqual(['acme.test', 'example.org']);
  });

  it.each([
    ['forbidden by CAA', failed('example.com', 'caa')],
    ['refused without a type', failed('example.com')],
    ['still pending', anAuthorization({ errorType: 'dns' })],
    ['not ours', failed('a.test', 'dns')],
  ])('passes over what is %s', (_, authorization) => {
    expect(missedZones([authorization], TARGETS)).toEqual([]);
  });
});

describe('challengeInvalid', () => {
  it('is a challenge-invalid with every reason', () => {
    const failure = challengeInvalid(anOrder(), [
      failed('example.com', 'unauthorized'),
      failed('example.org', 'caa'),
      anAuthorization({ status: 'valid', domainName: 'example.net' }),
    ]);

    expect(failure).toMatchObject({ code: 'challenge-invalid', disposition: 'next-run' });
    expect(failure.message).toContain('example.com: the CA’s words; example.org: the CA’s words');
  });

  it('is a caa-forbids for a person when CAA is the only trouble', () => {
    const failure = challengeInvalid(anOrder(), [
      failed('example.com', 'caa'),
      anAuthorization({ status: 'valid', domainName: 'example.net' }),
    ]);

    expect(failure).toMatchObject({ code: 'caa-forbids', disposition: 'person', subject: 'example.com' });
    expect(failure.message).toContain('the CA’s words');
  });

  it('gives the order’s own reason when no authorization failed', () => {
    const failure = challengeInvalid(anOrder({ error: 'the order’s words' }), [
      anAuthorization({ status: 'valid' }),
    ]);

    expect(failure).toMatchObject({ code: 'challenge-invalid' });
    expect(failure.message).toContain('the order’s words');
  });
});
