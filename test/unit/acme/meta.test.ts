import { describe, expect, it } from 'vitest';
import { DirectoryMessage, parseMessage, toMeta } from '../../../functions/acme/messages.ts';

const ADDRESSES = {
  newNonce: 'https://ca.test/nonce',
  newAccount: 'https://ca.test/account',
  newOrder: 'https://ca.test/order',
};

const parseDirectory = (data: unknown) => parseMessage(DirectoryMessage, data, 'directory', 'ca.test');

describe('toMeta', () => {
  it('takes null for absent, in the directory and in meta', () => {
    const nulls = { revokeCert: null, keyChange: null, renewalInfo: null };
    const meta = {
      termsOfService: null,
      website: null,
      caaIdentities: null,
      externalAccountRequired: null,
      profiles: null,
    };
    const none = { profiles: [], caaIdentities: [], externalAccountRequired: false };

    expect(toMeta(parseDirectory({ ...ADDRESSES, ...nulls, meta }))).toMatchObject(none);
    expect(toMeta(parseDirectory({ ...ADDRESSES, ...nulls, meta: null }))).toMatchObject(none);
  });

  it('keeps a profile of which the CA says null', () => {
    expect(toMeta(parseDirectory({ ...ADDRESSES, meta: { profiles: { classic: null } } })).profiles).toEqual([
      'classic',
    ]);
  });

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
