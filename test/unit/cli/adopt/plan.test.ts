import { describe, expect, it } from 'vitest';
import { chooseAccounts } from '../../../../cli/adopt/accounts.ts';
import type { FoundAccount, FoundCertificate } from '../../../../cli/adopt/found.ts';
import { sortFound } from '../../../../cli/adopt/plan.ts';
import { configurationText, constructsText, definitionsOf } from '../../../../cli/adopt/record-text.ts';
import { createTestAuthority, issueTestCertificate, NOW } from '../../../support/certificates.ts';

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';
const ZEROSSL = 'https://acme.zerossl.com/v2/DV90';
const AUTHORITIES = { byDefault: LETS_ENCRYPT, allowed: [LETS_ENCRYPT] };

async function aFound(
  domainNames: string[],
  changes: Partial<FoundCertificate> = {},
): Promise<FoundCertificate> {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate({ domainNames });
  return {
    name: domainNames[0] ?? '',
    source: 'here',
    certificatePem: leafPem,
    chainPem: chainPems[0],
    privateKeyPem,
    certificateAuthority: LETS_ENCRYPT,
    ...changes,
  };
}

const ofTheRenewer = await aFound(['example.com', '*.example.com']);

describe('sortFound', () => {
  it('takes one of a CA that the renewer takes, with the profile that its definition will have', () => {
    const { adoptable, refused } = sortFound([ofTheRenewer], AUTHORITIES, NOW);

    expect(refused).toEqual([]);
    expect(adoptable).toMatchObject([
      {
        certificateName: 'example.com',
        certificateAuthority: LETS_ENCRYPT,
        certificate: { certificateAuthority: LETS_ENCRYPT, profile: 'classic' },
        notes: [],
      },
    ]);
    expect(adoptable[0]?.certificate).not.toHaveProperty('standsIn');
  });

  it('has one of another CA stand in, and says who renews it', () => {
    const { adoptable } = sortFound([{ ...ofTheRenewer, certificateAuthority: ZEROSSL }], AUTHORITIES, NOW);

    expect(adoptable).toMatchObject([
      {
        certificateAuthority: LETS_ENCRYPT,
        certificate: { certificateAuthority: ZEROSSL, standsIn: true },
        notes: ['it is of zerossl: letsencrypt issues the next one, at its time'],
      },
    ]);
  });

  it('takes one that was proved otherwise, and says what it needs', () => {
    const { adoptable } = sortFound(
      [{ ...ofTheRenewer, otherProof: 'HTTP-01 by certbot’s webroot' }],
      AUTHORITIES,
      NOW,
    );

    expect(adoptable[0]?.notes).toEqual([
      'proved by HTTP-01 by certbot’s webroot: its zones must be at DNScale before it is renewed',
    ]);
  });

  it.each([
    ['of staging', STAGING, 'it is of a staging CA, which no client trusts'],
    ['of a CA that nobody names', undefined, 'the folder does not say which CA has issued it'],
  ])('takes none %s', (_, certificateAuthority, why) => {
    const { adoptable, refused } = sortFound([{ ...ofTheRenewer, certificateAuthority }], AUTHORITIES, NOW);

    expect([adoptable, refused]).toEqual([[], [{ name: 'example.com', source: 'here', why }]]);
  });

  it('takes none whose issuer is of staging, although the folder names another CA by now', async () => {
    const authority = await createTestAuthority({ name: '(STAGING) Wacky Wallaby' });
    const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate({ authority });
    const files = { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };

    const { adoptable, refused } = sortFound([{ ...ofTheRenewer, ...files }], AUTHORITIES, NOW);

    const why = 'it is of a staging CA, which no client trusts';
    expect([adoptable, refused]).toEqual([[], [{ name: 'example.com', source: 'here', why }]]);
  });

  it('takes one of staging where the renewer is for trials', () => {
    const authorities = { byDefault: STAGING, allowed: [STAGING] };
    const found = { ...ofTheRenewer, certificateAuthority: STAGING };

    expect(sortFound([found], authorities, NOW).adoptable).toHaveLength(1);
  });

  it('gives each a name that the renewer can have, and none twice', async () => {
    const found = await Promise.all([
      aFound(['*.example.org', 'example.org'], { name: '_.example.org' }),
      aFound(['example.com'], { otherName: 'example.com' }),
      aFound(['example.com'], { otherName: 'example.com_ecc' }),
      aFound(['shop.example.com'], { name: '../../etc' }),
      aFound(['example.net'], { name: '_wildcard' }),
      aFound(['example.net'], { name: 'my shop' }),
    ]);

    const { adoptable } = sortFound(found, AUTHORITIES, NOW);

    expect(adoptable.map(({ certificateName }) => certificateName)).toEqual([
      '*.example.org',
      'example.com',
      'example.com_ecc',
      'shop.example.com',
      'example.net',
      'example.net-2',
    ]);
    expect(adoptable[5]?.notes).toEqual(['there it is called my shop']);
  });
});

describe('chooseAccounts', () => {
  const { adoptable } = sortFound([{ ...ofTheRenewer, accountId: 'two' }], AUTHORITIES, NOW);
  const anAccount = (id: string, changes: Partial<FoundAccount> = {}): FoundAccount => ({
    id,
    certificateAuthority: LETS_ENCRYPT,
    source: id,
    key: { pem: ofTheRenewer.privateKeyPem },
    ...changes,
  });

  it('takes the one that has issued most', () => {
    const { chosen } = chooseAccounts([anAccount('one'), anAccount('two')], adoptable, []);

    expect(chosen.map(({ account }) => account.id)).toEqual(['two']);
  });

  it('takes the one that the person gives', () => {
    const { chosen } = chooseAccounts([anAccount('one'), anAccount('two')], adoptable, ['one']);

    expect(chosen.map(({ account }) => account.id)).toEqual(['one']);
  });

  it('fails for an id that is not there, and stores no other key in its place', () => {
    const accounts = [anAccount('one\u001b[2J'), anAccount('two')];

    expect(() => chooseAccounts(accounts, adoptable, ['too'])).toThrow(
      'The folder has no account too. There is: one [2J, two. Give --account an id that is there.',
    );
    expect(() => chooseAccounts([], adoptable, ['too'])).toThrow('has no account too. There is none.');
  });

  it('fails where two are given for one CA', () => {
    const accounts = [anAccount('one'), anAccount('two')];

    expect(() => chooseAccounts(accounts, adoptable, ['one', 'two'])).toThrow(
      'The folder has 2 accounts at letsencrypt, and a renewer has one: one, two.',
    );
  });

  it('fails where nothing tells which one has issued', () => {
    const accounts = [anAccount('one'), anAccount('three')];

    expect(() => chooseAccounts(accounts, adoptable, [])).toThrow(
      'The folder has 2 accounts at letsencrypt, and a renewer has one: one, three. Give the one that has issued most with --account.',
    );
  });

  it.each([
    [
      'no account of that CA',
      [anAccount('one', { certificateAuthority: ZEROSSL })],
      'the folder has no account there',
    ],
    [
      'a key that is none',
      [anAccount('one', { key: { jwk: '{"kty":"RSA"}' } })],
      'its key cannot be read, or is encrypted',
    ],
    ['no JSON', [anAccount('one', { key: { jwk: 'null' } })], 'its key cannot be read, or is encrypted'],
  ])('leaves the renewer to make one of its own where there is %s', (_, accounts, why) => {
    expect(chooseAccounts(accounts, adoptable, [])).toEqual({
      chosen: [],
      missing: [{ certificateAuthority: LETS_ENCRYPT, why }],
    });
  });

  it('takes none for what only stands in', () => {
    const standIn = sortFound([{ ...ofTheRenewer, certificateAuthority: ZEROSSL }], AUTHORITIES, NOW);

    expect(chooseAccounts([anAccount('one')], standIn.adoptable, [])).toEqual({ chosen: [], missing: [] });
  });
});

describe('the record', () => {
  const found = { ...ofTheRenewer, profile: 'tlsserver', certificateAuthority: ZEROSSL };
  const authorities = { byDefault: LETS_ENCRYPT, allowed: [LETS_ENCRYPT, ZEROSSL] };
  const definitions = definitionsOf(
    sortFound([ofTheRenewer, found], authorities, NOW).adoptable,
    LETS_ENCRYPT,
  );

  it('is for the configuration, without what applies by itself', () => {
    expect(configurationText(definitions)).toBe(`certificates: {
  'example.com': {
    domainNames: ['example.com', '*.example.com'],
  },
  'example.com-2': {
    domainNames: ['example.com', '*.example.com'],
    certificateAuthority: 'zerossl',
    profile: 'tlsserver',
  },
},
`);
  });

  it('is for a stack', () => {
    expect(constructsText(definitions)).toBe(`renewer.addCertificate('example.com', {
  certificateName: 'example.com',
  domainNames: ['example.com', '*.example.com'],
});
renewer.addCertificate('example.com-2', {
  certificateName: 'example.com-2',
  domainNames: ['example.com', '*.example.com'],
  profile: 'tlsserver',
  certificateAuthority: CertificateAuthority.of('https://acme.zerossl.com/v2/DV90'),
});
`);
  });
});
