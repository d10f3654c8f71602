import { describe, expect, it } from 'vitest';
import {
  challengeInvalid,
  missedZones,
} from '../../../../functions/engine/issuance/failed-authorizations.ts';
import type { Authorization } from '../../../../functions/engine/ports/acme.ts';
import { anAuthorization, anOrder } from '../../../support/builders.ts';
import { aZone } from '../dns/dns-in-memory.ts';

const ACME = aZone('acme.test');
const TARGETS = new Map([
  ['_acme-challenge.example.com', { name: 'com.acme.test', zone: ACME }],
  ['_acme-challenge.example.org', { name: '_acme-challenge.example.org', zone: aZone('example.org') }],
]);

const failed = (domainName: string, errorType?: string): Authorization =>
  anAuthorization({ domainName, status: 'invalid', error: 'the CA’s words', errorType });

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
  const ISSUERS = ['ca.test', 'ca-2.test'];

  it('names the CA where the order no longer lists its authorizations', () => {
    const failure = challengeInvalid(anOrder({ error: 'its words' }), [], ISSUERS);

    expect(failure.subject).toBe('ca.test');
    expect(failure.message).toContain('The CA at ca.test gave up the order. It says: its words. ');
  });

  it('is a challenge-invalid with CA, names and every reason', () => {
    const failure = challengeInvalid(
      anOrder(),
      [
        failed('example.com', 'unauthorized'),
        { ...failed('example.org', 'caa'), wildcard: true },
        anAuthorization({ status: 'valid', domainName: 'example.net' }),
      ],
      ISSUERS,
    );

    expect(failure).toMatchObject({
      code: 'challenge-invalid',
      disposition: 'next-run',
      message:
        'The CA at ca.test did not accept the proof of control for example.com, *.example.org. It says: ' +
        'example.com: the CA’s words; example.org: the CA’s words. To see what may be in the ' +
        'way: `dnscale-certs doctor`. The stored certificate stays live, and a new order is made at the next try.',
    });
  });

  it('names five of many names', () => {
    const many = Array.from({ length: 7 }, (_, i) => failed(`w${i}.test`, 'dns'));

    expect(challengeInvalid(anOrder(), many, ISSUERS).message).toContain(
      'for w0.test, w1.test, w2.test, w3.test, w4.test and 2 more. It says: w0.test: the CA’s words; ',
    );
  });

  it('is a caa-forbids for a person, with the record to add, when CAA is the only trouble', () => {
    const valid = anAuthorization({ status: 'valid', domainName: 'example.net' });

    const failure = challengeInvalid(anOrder(), [failed('example.com', 'caa'), valid], ISSUERS);

    expect(failure).toMatchObject({ code: 'caa-forbids', disposition: 'person', subject: 'example.com' });
    expect(failure.message).toContain('example.com: the CA’s words');
    expect(failure.message).toContain(
      ': `example.com. CAA 0 issue "ca.test"` The stored certificate stays live',
    );
  });

  it.each([
    ['a wildcard', true, ISSUERS, 'lets this CA in: `example.com. CAA 0 issuewild "ca.test"` The stored'],
    ['a CA that does not say how CAA names it', false, [], 'lets this CA in. The stored'],
  ])('words it for %s', (_, wildcard, issuers, words) => {
    const authorization = { ...failed('example.com', 'caa'), wildcard };

    expect(challengeInvalid(anOrder(), [authorization], issuers).message).toContain(words);
  });

  it.each([
    ['the order’s words', 'It says: the order’s words.'],
    [undefined, 'It says: nothing more.'],
  ])('gives the order’s own reason, here %s, when no authorization failed', (error, words) => {
    const failure = challengeInvalid(anOrder({ error }), [anAuthorization({ status: 'valid' })], ISSUERS);

    expect(failure).toMatchObject({ code: 'challenge-invalid' });
    expect(failure.message).toContain(`The CA at ca.test gave up the order for example.com. ${words}`);
  });
});
