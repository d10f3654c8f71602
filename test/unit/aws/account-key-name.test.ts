import { describe, expect, it } from 'vitest';
import { accountKeyPrefix, accountKeySecretName } from '../../../functions/aws/account-key-name.ts';

describe('accountKeySecretName', () => {
  it.each([
    [
      'https://acme-v02.api.letsencrypt.org/directory',
      'certs/acme-account/acme-v02.api.letsencrypt.org/directory',
    ],
    ['https://localhost:14000/dir', 'certs/acme-account/localhost_14000/dir'],
    ['https://ca.example/acme?tenant=a%20b', 'certs/acme-account/ca.example/acme_tenant_a_20b'],
  ])('of %s is %s', (directoryUrl, secretName) => {
    expect(accountKeySecretName('certs', directoryUrl)).toBe(secretName);
  });
});

describe('accountKeyPrefix', () => {
  it('is what the names of all CAs begin with', () => {
    expect(accountKeyPrefix('certs')).toBe('certs/acme-account/');
  });
});
