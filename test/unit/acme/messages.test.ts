import { describe, expect, it } from 'vitest';
import {
  AuthorizationMessage,
  DirectoryMessage,
  OrderMessage,
  parseMessage,
  toAuthorization,
  toMeta,
  toOrder,
} from '../../../functions/acme/messages.ts';
import { errorOf } from '../errors/error-sites.ts';

const ADDRESSES = {
  newNonce: 'https://ca.test/nonce',
  newAccount: 'https://ca.test/account',
  newOrder: 'https://ca.test/order',
};

const AN_ORDER = {
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'example.com' }],
  authorizations: [],
  finalize: 'https://ca.test/finalize/1',
};

const parseDirectory = (data: unknown) => parseMessage(DirectoryMessage, data, 'directory', 'ca.test');
const parseOrder = (changes: object) =>
  parseMessage(OrderMessage, { ...AN_ORDER, ...changes }, 'order', 'ca.test');

function parseAuthorization(value: string) {
  const data = { status: 'pending', identifier: { type: 'dns', value }, challenges: [] };
  return parseMessage(AuthorizationMessage, data, 'authorization', 'ca.test');
}

const messageOf = async (bringAbout: () => unknown) => (await errorOf(bringAbout)).message;

describe('parseMessage', () => {
  it('fails with three faults at most, in plain words', async () => {
    expect(await messageOf(() => parseDirectory({ newOrder: 7 }))).toBe(
      'The CA at ca.test cannot be used now: its directory is not as RFC 8555 has it (newNonce is missing; ' +
        'newAccount is missing; newOrder is 7). The stored certificate stays live; the next run tries again.',
    );
    expect(
      await messageOf(() => parseOrder({ status: [], identifiers: {}, finalize: null, error: 1 })),
    ).toContain('(status is a list; identifiers is an object; finalize is null)');
  });

  it.each([
    ['a number for a word', { status: 7 }, '(status is 7)'],
    ['control characters', { identifiers: '\u001b[31m' }, '(identifiers is "[31m")'],
    ['a long text', { finalize: 'x'.repeat(3_000) }, `(finalize is "${'x'.repeat(60)}…")`],
    ['a member of a list', { authorizations: ['a', 7] }, '(authorizations.1 is 7)'],
  ])('fails and shows %s', async (_, changes, seen) => {
    expect(await messageOf(() => parseOrder(changes))).toContain(seen);
  });

  it('fails for an empty answer', async () => {
    expect(await messageOf(() => parseMessage(OrderMessage, '', 'order', 'ca.test'))).toContain(
      'its order is not as RFC 8555 has it (the answer is empty)',
    );
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

describe('toMeta', () => {
  it('gives profiles and issuer domain names as the CA names them', () => {
    const meta = { profiles: { classic: '', 'my profile': '' }, caaIdentities: ['CA.test', 'ca-2.test'] };

    expect(toMeta(parseDirectory({ ...ADDRESSES, meta }))).toEqual({
      profiles: ['classic', 'my profile'],
      caaIdentities: ['ca.test', 'ca-2.test'],
      termsOfServiceUrl: undefined,
      externalAccountRequired: false,
    });
  });

  it('leaves out names that cannot be shown or are no domain', () => {
    const meta = {
      profiles: {
        'tls\u001b[2Jserver': '',
        '\u202eclassic': '',
        '': '',
        ['x'.repeat(200)]: '',
        shortlived: '',
      },
      caaIdentities: ['ca.test"\n', 'ca test', '', ';', '\u200bca.test', 'ca.test'],
    };

    expect(toMeta(parseDirectory({ ...ADDRESSES, meta }))).toMatchObject({
      profiles: ['shortlived'],
      caaIdentities: ['ca.test'],
    });
  });
});
