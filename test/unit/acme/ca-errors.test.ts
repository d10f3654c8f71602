import { describe, expect, it } from 'vitest';
import { caUnavailable, type Refusal, refused } from '../../../functions/acme/ca-errors.ts';
import { parseProblem } from '../../../functions/acme/problem.ts';

const NOW = new Date('2026-11-23T06:00:00Z');

type Given = Partial<Omit<Refusal, 'problem'>> & { type?: string; detail?: string; subproblems?: object[] };

function aRefusal({ type, detail = 'some words', subproblems, ...changes }: Given): Refusal {
  const problem =
    type === undefined
      ? undefined
      : parseProblem({ type: `urn:ietf:params:acme:error:${type}`, detail, subproblems });
  const asked = { host: 'ca.test', resource: 'newOrder', status: 400, now: NOW } as const;
  return { ...asked, profiles: [], caaIdentities: ['ca.test'], problem, ...changes };
}

describe('refused', () => {
  it.each([
    ['accountDoesNotExist', 'acme-account', 'next-run'],
    ['alreadyReplaced', 'already-replaced', 'this-run'],
    ['badCSR', 'order-refused', 'next-run'],
    ['badPublicKey', 'order-refused', 'next-run'],
    ['caa', 'caa-forbids', 'person'],
    ['conflict', 'order-refused', 'next-run'],
    ['connection', 'challenge-invalid', 'next-run'],
    ['constructor', 'order-refused', 'next-run'],
    ['dns', 'challenge-invalid', 'next-run'],
    ['externalAccountRequired', 'acme-account', 'person'],
    ['incorrectResponse', 'challenge-invalid', 'next-run'],
    ['invalidContact', 'acme-account', 'person'],
    ['invalidProfile', 'profile-unknown', 'person'],
    ['malformed', 'order-refused', 'next-run'],
    ['rejectedIdentifier', 'identifier-rejected', 'person'],
    ['serverInternal', 'acme-failed', 'next-run'],
    ['somethingNew', 'order-refused', 'next-run'],
    ['unauthorized', 'acme-account', 'person'],
    ['unsupportedContact', 'acme-account', 'person'],
    ['unsupportedIdentifier', 'identifier-rejected', 'person'],
    ['userActionRequired', 'acme-account', 'person'],
  ])('turns %s into %s for %s, in the words of the CA', (type, code, disposition) => {
    const error = refused(aRefusal({ type, detail: 'words of the CA' }));

    expect(error).toMatchObject({ code, disposition });
    expect(error.message).toContain(`words of the CA (${type})`);
  });

  it.each([
    ['3600', '2026-11-23T07:00:00.000Z'],
    ['0', '2026-11-23T06:01:00.000Z'],
    ['99999999', '2026-11-30T06:00:00.000Z'],
    ['Mon, 23 Nov 2026 12:00:00 GMT', '2026-11-23T12:00:00.000Z'],
    [undefined, '2026-11-23T07:00:00.000Z'],
    ['5, 10', '2026-11-23T07:00:00.000Z'],
    ['-1', '2026-11-23T07:00:00.000Z'],
  ])('waits for a rate limit with Retry-After %s until %s', (retryAfter, expected) => {
    const detail = 'too many certificates (5) already issued for this exact set of identifiers';

    const error = refused(aRefusal({ type: 'rateLimited', status: 429, detail, retryAfter }));

    expect(error).toMatchObject({ code: 'acme-rate-limited', disposition: 'not-before' });
    expect(error.retryAt?.toISOString()).toBe(expected);
    expect(error.message).toContain(detail);
  });

  it('takes a 429 without any problem document for a rate limit too', () => {
    const error = refused(aRefusal({ status: 429, retryAfter: '600' }));

    expect(error).toMatchObject({ code: 'acme-rate-limited', retryAt: new Date('2026-11-23T06:10:00Z') });
  });

  it('hands a pause to a person, with the link', () => {
    const detail =
      'Your account is temporarily prevented from requesting certificates for a.test. Please visit: https://portal.ca.test/sfe/v1/unpause?jwt=abc';

    const error = refused(aRefusal({ type: 'rateLimited', status: 429, detail }));

    expect(error).toMatchObject({ code: 'acme-paused', disposition: 'person', retryAt: undefined });
    expect(error.message).toContain('https://portal.ca.test/sfe/v1/unpause?jwt=abc');
  });

  it('waits as long as an overloaded CA asks for', () => {
    const error = refused(aRefusal({ status: 503, retryAfter: '900' }));

    expect(error).toMatchObject({ code: 'acme-unavailable', disposition: 'not-before' });
    expect(error.retryAt?.toISOString()).toBe('2026-11-23T06:15:00.000Z');
  });

  it.each([
    [500, 'unauthorized', 'acme-failed'],
    [500, 'serverInternal', 'acme-failed'],
    [400, 'serverInternal', 'acme-failed'],
    [502, undefined, 'acme-unavailable'],
    [403, undefined, 'acme-unavailable'],
  ])('takes HTTP %i with the problem %s for an outage: %s', (status, type, code) => {
    expect(refused(aRefusal({ status, ...(type && { type }) }))).toMatchObject({
      code,
      disposition: 'next-run',
    });
  });

  it('takes a CA that says when it is back for unavailable, with a problem document too', () => {
    const error = refused(aRefusal({ type: 'serverInternal', status: 500, retryAfter: '900' }));

    expect(error).toMatchObject({ code: 'acme-unavailable', disposition: 'not-before' });
  });

  it('takes a missing part of an order for an expired order', () => {
    const error = refused(aRefusal({ resource: 'authorization', status: 404, type: 'malformed' }));

    expect(error).toMatchObject({ code: 'order-expired', disposition: 'next-run' });
  });

  it.each([
    [
      'malformed',
      'Error creating new order :: Cannot issue for "example.local": Domain name does not end with a valid public suffix (TLD)',
      'example.local',
    ],
    [
      'malformed',
      'Error creating new order :: Cannot issue for "*.co.uk": Domain name is a wildcard for an ICANN TLD',
      '*.co.uk',
    ],
    [
      'rejectedIdentifier',
      'Cannot issue for "bank.example.com": The ACME server refuses to issue a certificate for this domain name, because it is forbidden by policy',
      'bank.example.com',
    ],
  ])('names the name of a new order that is %s, and says what to do: %s', (type, detail, name) => {
    const error = refused(aRefusal({ type, detail }));

    expect(error).toMatchObject({ code: 'identifier-rejected', disposition: 'person', subject: name });
    expect(error.message).toContain(
      `Correct ${name} in \`domainNames\` if it is misspelt; else take it out of the certificate, or ask the CA.`,
    );
  });

  it.each([
    ['newOrder', 'Parsing the request: "1.5" is no version'],
    ['newOrder', 'Parsing ARI CertID failed'],
    ['challenge', 'No challenge for "example.com"'],
  ] as const)('takes no other malformed %s for a refused name: %s', (resource, detail) => {
    expect(refused(aRefusal({ type: 'malformed', resource, detail }))).toMatchObject({
      code: 'order-refused',
      disposition: 'next-run',
    });
  });

  it('does not take a missing newOrder for an expired order', () => {
    expect(refused(aRefusal({ resource: 'newOrder', status: 404 })).code).toBe('acme-unavailable');
  });

  it('names every rejected name with its reason', () => {
    const reject = (value: string, detail: string) => ({
      type: 'urn:ietf:params:acme:error:rejectedIdentifier',
      detail,
      identifier: { type: 'dns', value },
    });
    const subproblems = [reject('a.test', 'on the list'), reject('b.test', 'not public')];

    const error = refused(aRefusal({ type: 'compound', subproblems }));

    expect(error).toMatchObject({ code: 'identifier-rejected', subject: 'a.test, b.test' });
    expect(error.message).toContain('a.test: on the list (rejectedIdentifier); b.test: not public');
  });

  it.each([
    ['example.com', '`example.com. CAA 0 issue "ca.test"`'],
    ['*.example.com', '`example.com. CAA 0 issuewild "ca.test"`'],
    [
      'www.example.com',
      '`www.example.com. CAA 0 issue "ca.test"` If www.example.com exists only through a wildcard, give it a record of its own first.',
    ],
  ])('names the missing CAA record for %s', (value, record) => {
    const caa = { type: 'urn:ietf:params:acme:error:caa', detail: 'forbidden', identifier: { value } };

    expect(refused(aRefusal({ type: 'compound', subproblems: [caa] })).message).toMatch(
      new RegExp(`add one that lets this CA in: ${record.replace('*', '\\*')}$`),
    );
  });

  it('names no CAA record for a CA that does not say how CAA names it', () => {
    expect(refused(aRefusal({ type: 'caa', caaIdentities: [] })).message).toMatch(/lets this CA in\.$/);
  });

  it('lists the profiles that the CA offers', () => {
    const error = refused(aRefusal({ type: 'invalidProfile', profiles: ['classic', 'tlsserver'] }));

    expect(error.message).toContain('the CA offers classic, tlsserver');
  });
});

describe('caUnavailable', () => {
  it('says what was seen, that the certificate stays, and what comes next', () => {
    expect(caUnavailable('ca.test', 'no complete answer within 30 s').message).toBe(
      'The CA at ca.test cannot be used now: no complete answer within 30 s. The stored certificate stays live; the next run tries again.',
    );
  });
});
