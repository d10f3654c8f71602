/** Which hosts lose their address while a TXT value stands below them (RFC 4592 §2.2.2). */
import { describe, expect, it } from 'vitest';
import {
  findWildcardHost,
  wildcardHostFix,
  wildcardHostText,
} from '../../../../functions/engine/dns/wildcard-host.ts';
import type { ExistenceAnswer, ZoneRecord } from '../../../../functions/engine/ports/dns.ts';
import { SILENT } from './dns-in-memory.ts';

const SHOP = '_acme-challenge.shop.example.com';
const VALUE = 'LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ';
const THERE: ExistenceAnswer = { kind: 'answer', exists: true };
const NOT_THERE: ExistenceAnswer = { kind: 'answer', exists: false };

/** `name type content` */
function records(...texts: string[]): ZoneRecord[] {
  return texts.map((text) => {
    const [name = '', type = '', content = ''] = text.split(' ');
    return { recordId: text, name, type, content };
  });
}

/** What the servers say of the name below, and of the one beside the host. */
type Servers = { below?: ExistenceAnswer; beside?: ExistenceAnswer };

function find(owner: string, listed: ZoneRecord[], { below = NOT_THERE, beside = NOT_THERE }: Servers = {}) {
  return findWildcardHost(owner, 'example.com', listed, below, async () => beside);
}

describe('findWildcardHost, by the records of the zone', () => {
  it.each<[string, string, string[], object | undefined]>([
    [
      'a host that only the wildcard makes',
      SHOP,
      ['*.example.com A 192.0.2.1'],
      { host: 'shop.example.com', wildcard: '*.example.com' },
    ],
    [
      'a host two labels below the wildcard',
      '_acme-challenge.a.shop.example.com',
      ['*.example.com A 192.0.2.1'],
      { host: 'a.shop.example.com', wildcard: '*.example.com' },
    ],
    [
      'a host below the nearest of two wildcards',
      '_acme-challenge.a.shop.example.com',
      ['*.example.com A 192.0.2.1', '*.shop.example.com CNAME web.example.net.'],
      { host: 'a.shop.example.com', wildcard: '*.shop.example.com' },
    ],
    [
      'a host with a value of an ACME client below it, which comes and goes',
      SHOP,
      ['*.example.com A 192.0.2.1', `${SHOP} TXT ${VALUE}`],
      { host: 'shop.example.com', wildcard: '*.example.com' },
    ],
    [
      'a host with a record of its own',
      SHOP,
      ['*.example.com A 192.0.2.1', 'shop.example.com A 192.0.2.1'],
      undefined,
    ],
    [
      'a host that is empty already, by another name below it',
      SHOP,
      ['*.example.com A 192.0.2.1', 'a.shop.example.com A 192.0.2.1'],
      undefined,
    ],
    ['a host without a wildcard', SHOP, ['www.example.com A 192.0.2.1'], undefined],
    [
      'a host that a nearer name shields from the wildcard',
      '_acme-challenge.a.shop.example.com',
      ['*.example.com A 192.0.2.1', 'b.shop.example.com A 192.0.2.1'],
      undefined,
    ],
    ['the zone itself', '_acme-challenge.example.com', ['*.example.com A 192.0.2.1'], undefined],
    ['the target of a CNAME below the apex', 'x.example.com', ['*.example.com A 192.0.2.1'], undefined],
  ])('judges %s', async (_, owner, listed, expected) => {
    expect(await find(owner, records(...listed))).toEqual(expected);
  });
});

describe('findWildcardHost, where the token sees challenge names only', () => {
  it.each<[string, Servers, string[], object | string | undefined]>([
    ['names that nobody wrote exist', { below: THERE, beside: THERE }, [], { host: 'shop.example.com' }],
    ['no name exists below', { below: NOT_THERE, beside: THERE }, [], undefined],
    ['only names below the host exist: its own wildcard', { below: THERE, beside: NOT_THERE }, [], undefined],
    ['no server answers', { below: SILENT }, [], 'unknown'],
    ['no server answers the second question', { below: THERE, beside: SILENT }, [], 'unknown'],
    ['a value stands there now', { below: NOT_THERE }, [`${SHOP} TXT ${VALUE}`], 'unknown'],
    [
      'other challenge names are seen too',
      { below: THERE, beside: THERE },
      [`_acme-challenge.www.example.com CNAME x.acme.test.`],
      { host: 'shop.example.com' },
    ],
  ])('asks the zone’s servers: %s', async (_, servers, listed, expected) => {
    expect(await find(SHOP, records(...listed), servers)).toEqual(expected);
  });
});

describe('what people are told', () => {
  it('names the host, the wildcard and the two ways out', () => {
    const found = { host: 'shop.example.com', wildcard: '*.example.com' };

    expect(wildcardHostText(SHOP, found)).toBe(
      'shop.example.com exists only through the wildcard *.example.com: while a TXT value stands at ' +
        '_acme-challenge.shop.example.com, it has no address (RFC 4592 §2.2.2), and resolvers keep that for minutes longer',
    );
    expect(wildcardHostFix('shop.example.com', found)).toBe(
      'Give shop.example.com a record of its own, or put *.example.com in place of shop.example.com into the ' +
        'certificate: its TXT value stands elsewhere.',
    );
  });
});
