import { describe, expect, it } from 'vitest';
import type { FoundCertificate } from '../../../../cli/adopt/found.ts';
import { meantOf } from '../../../../cli/adopt/meant.ts';

const aFound = (name: string): FoundCertificate => ({
  name,
  source: name,
  certificatePem: '',
  chainPem: '',
  privateKeyPem: '',
});
const FOUND = {
  certificates: [aFound('example.com'), aFound('example.org')],
  unread: [{ name: 'example.net', source: 'live/example.net', fault: 'is a pipe' }],
};
const PLACE = { path: '.lego', from: 'lego' as const };

describe('meantOf', () => {
  it('takes all where no name is given, else these', () => {
    expect(meantOf(FOUND, PLACE)).toEqual(FOUND);
    expect(meantOf(FOUND, { ...PLACE, only: ['example.org', 'example.net'] })).toEqual({
      certificates: [aFound('example.org')],
      unread: FOUND.unread,
    });
  });

  it('fails for one name that is not there among others that are', () => {
    expect(() => meantOf(FOUND, { ...PLACE, only: ['example.com', 'exmaple.org'] })).toThrow(
      '.lego has no certificate exmaple.org of lego. There is: example.com, example.org, example.net. Give --only a name that is there.',
    );
  });

  it('fails for an empty folder', () => {
    expect(() => meantOf({ certificates: [], unread: [] }, PLACE)).toThrow(
      '.lego has no certificate of lego. Give the folder of the client: /etc/letsencrypt of certbot, .lego of lego, ~/.acme.sh of acme.sh.',
    );
  });

  it('lets no name of the folder move the cursor of a terminal', () => {
    const found = { certificates: [aFound('a\u001b[2J\u202e')], unread: [] };

    expect(() => meantOf(found, { ...PLACE, only: ['b'] })).toThrow('There is: a [2J.');
  });
});
