import { describe, expect, it } from 'vitest';
import {
  DirectoryMessage,
  findDns01,
  parseAuthorization as parseAuthorizationMessage,
  parseIdentifiers,
  parseMessage,
  parseOrder as parseOrderMessage,
  toAuthorization,
  toOrder,
} from '../../../functions/acme/messages.ts';
import { errorOf } from '../errors/error-sites.ts';

const AN_ORDER = {
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'example.com' }],
  authorizations: [],
  finalize: 'https://ca.test/finalize/1',
};

const parseDirectory = (data: unknown) => parseMessage(DirectoryMessage, data, 'directory', 'ca.test');
const ORDER_URL = 'https://ca.test/order/1';
const parseOrder = (changes: object, earlier?: ReturnType<typeof parseOrderMessage>) =>
  parseOrderMessage({ ...AN_ORDER, ...changes }, { url: ORDER_URL, host: 'ca.test', earlier });

function parseAuthorization(value: string, changes: object = {}) {
  const data = { status: 'pending', identifier: { type: 'dns', value }, challenges: [], ...changes };
  return parseAuthorizationMessage(data, 'ca.test');
}

const messageOf = async (bringAbout: () => unknown) => (await errorOf(bringAbout)).message;

describe('parseMessage', () => {
  it('fails with three faults at most, in plain words', async () => {
    expect(await messageOf(() => parseDirectory({ newOrder: 7 }))).toBe(
      'The CA at ca.test cannot be used now: its directory is not as RFC 8555 has it (newNonce is missing; ' +
        'newAccount is missing; newOrder is 7). The stored certificate stays live; the next run tries again.',
    );
    expect(
      await messageOf(() => parseDirectory({ newNonce: [], newAccount: {}, newOrder: null, meta: 1 })),
    ).toContain('(newNonce is a list; newAccount is an object; newOrder is missing)');
  });

  it.each([
    ['a number for a word', { status: 7 }, '(status is 7)'],
    [
      'control characters',
      { status: 'ready', finalize: '\u001b[31m'.repeat(600) },
      '(finalize is "[31m [31m',
    ],
    ['a long text', { status: 'ready', finalize: 'x'.repeat(3_000) }, `(finalize is "${'x'.repeat(60)}…")`],
    ['a member of a list', { authorizations: ['a', 7] }, '(authorizations.1 is 7)'],
  ])('fails and shows %s', async (_, changes, seen) => {
    expect(await messageOf(() => parseOrder(changes))).toContain(seen);
  });

  it('fails for an empty answer', async () => {
    expect(await messageOf(() => parseMessage(DirectoryMessage, '', 'directory', 'ca.test'))).toContain(
      'its directory is not as RFC 8555 has it (the answer is empty)',
    );
  });
});

describe('parseOrder', () => {
  const EARLIER = parseOrder({ authorizations: ['https://ca.test/authorization/1'] });

  it.each(['ready', 'processing', 'valid', 'invalid'] as const)(
    'needs no authorizations once the order is %s: null, none, or something else',
    (status) => {
      for (const authorizations of [null, undefined, 7, [null]]) {
        expect(parseOrder({ status, authorizations })).toMatchObject({ status, authorizations: undefined });
      }
    },
  );

  it('keeps what an earlier answer said where a later one says null', () => {
    expect(parseOrder({ status: 'ready', authorizations: null, finalize: null }, EARLIER)).toMatchObject({
      authorizations: ['https://ca.test/authorization/1'],
      finalize: 'https://ca.test/finalize/1',
    });
  });

  it.each([
    ['authorizations', { status: 'pending', authorizations: null }, '(authorizations is missing)'],
    ['finalize', { status: 'ready', finalize: null }, '(finalize is missing)'],
  ])('fails for missing %s where the order needs them', async (_, changes, seen) => {
    expect(await messageOf(() => parseOrder(changes))).toContain(seen);
  });

  it.each(['processing', 'valid', 'invalid', 'pending'] as const)(
    'needs no address to finalize while the order is %s',
    (status) => {
      expect(parseOrder({ status, finalize: null })).toMatchObject({ status, finalize: undefined });
    },
  );

  it('takes null for every optional member', () => {
    const nulls = { certificate: null, expires: null, error: null, notBefore: null, notAfter: null };

    expect(parseOrder(nulls)).toEqual({
      status: 'pending',
      authorizations: [],
      finalize: 'https://ca.test/finalize/1',
    });
  });

  it('resolves relative addresses against the URL of the order', () => {
    const relative = {
      authorizations: ['/authorization/1', '2', 'https://ca.test/authorization/3'],
      finalize: '/finalize/1',
      certificate: '../certificate/1',
    };

    expect(parseOrder(relative)).toMatchObject({
      authorizations: [
        'https://ca.test/authorization/1',
        'https://ca.test/order/2',
        'https://ca.test/authorization/3',
      ],
      finalize: 'https://ca.test/finalize/1',
      certificate: 'https://ca.test/certificate/1',
    });
  });
});

describe('parseIdentifiers', () => {
  it('gives the names in lower case', () => {
    const identifiers = [{ type: 'dns', value: 'Example.COM' }];

    expect(parseIdentifiers({ ...AN_ORDER, identifiers }, 'ca.test')).toEqual(['example.com']);
  });

  it.each([null, undefined])('does without them where the CA sends %s', (identifiers) => {
    expect(parseIdentifiers({ ...AN_ORDER, identifiers }, 'ca.test')).toBeUndefined();
  });
});

describe('parseAuthorization', () => {
  it.each([null, undefined, 7])('needs no challenges (%j) once it is valid', (challenges) => {
    const message = parseAuthorization('example.com', { status: 'valid', wildcard: null, challenges });

    expect(message).toMatchObject({ status: 'valid', challenges: [] });
  });

  it('fails without challenges while it is pending', async () => {
    expect(await messageOf(() => parseAuthorization('example.com', { challenges: null }))).toContain(
      '(challenges is missing)',
    );
  });

  it.each(['Valid', 'INVALID', 'Deactivated'])('needs no challenges where its status is %s', (status) => {
    const message = parseAuthorization('example.com', { status, challenges: undefined });

    expect(toAuthorization('https://ca.test/1', message)).toMatchObject({
      status: status.toLowerCase(),
      challenge: undefined,
      error: undefined,
    });
  });

  it.each(['Pending', 'PENDING'])('fails without challenges where its status is %s', async (status) => {
    expect(await messageOf(() => parseAuthorization('example.com', { status, challenges: null }))).toContain(
      '(challenges is missing)',
    );
  });

  it('takes null in a challenge for absent', () => {
    const challenges = [{ type: 'dns-01', url: '/c/1', token: 'abc', error: null, validated: null }];

    expect(parseAuthorization('example.com', { challenges, expires: null }).challenges).toEqual([
      { type: 'dns-01', url: '/c/1', token: 'abc' },
    ]);
  });
});

describe('toOrder', () => {
  const orderWith = (changes: object) => toOrder('https://ca.test/order/1', parseOrder(changes), undefined);

  it.each([
    ['in capital letters', { status: 'Processing' }, 'processing', undefined],
    ['that it does not know', { status: 'on-hold' }, 'pending', 'on-hold'],
    ['that it does not know, with a certificate', { status: 'issued', certificate: 'x' }, 'valid', 'issued'],
    ['of control characters', { status: '\u001b[31m' }, 'pending', '[31m'],
  ])('takes a status %s', (_, changes, status, unknownStatus) => {
    expect(orderWith(changes)).toMatchObject({ status });
    expect(orderWith(changes).unknownStatus).toBe(unknownStatus);
  });
});

describe('toAuthorization', () => {
  it.each(['Pending', 'started'])('finds the challenge of an authorization that is %s', (status) => {
    const challenges = [{ type: 'dns-01', url: '/c/1', token: 'abc' }];
    const message = parseAuthorization('www.example.com', { status, challenges });

    expect(findDns01(message, 'ca.test')).toEqual({ url: '/c/1', token: 'abc' });
  });

  it('tries an authorization with a status that it does not know', () => {
    const message = { ...parseAuthorization('www.example.com'), status: 'unknown' };

    expect(toAuthorization('https://ca.test/1', message)).toMatchObject({
      status: 'pending',
      unknownStatus: 'unknown',
    });
  });

  it('gives the name in lower case', () => {
    expect(toAuthorization('https://ca.test/1', parseAuthorization('WWW.Example.com')).domainName).toBe(
      'www.example.com',
    );
  });

  it.each(['', 'exam\u001b[31mple.com', 'example.com\n', 'exa mple.com', 'ex\u202eample.com', '\ud83d.test'])(
    'fails for the name %j, which is no domain name',
    async (name) => {
      expect(await messageOf(() => parseAuthorization(name))).toContain('(identifier.value is ');
    },
  );
});
