import { describe, expect, it } from 'vitest';
import {
  accountKeyPrefix,
  accountKeySecretName,
  externalAccountPrefix,
  externalAccountSecretName,
} from '../../../functions/aws/secret-names.ts';

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
  it('is how the names for all CAs begin', () => {
    expect(accountKeyPrefix('certs')).toBe('certs/acme-account/');
  });
});

describe('externalAccountSecretName', () => {
  it.each([
    ['https://acme.zerossl.com/v2/DV90', 'certs/external-account/acme.zerossl.com/v2/DV90'],
    [
      'https://dv.acme-v02.api.pki.goog/directory',
      'certs/external-account/dv.acme-v02.api.pki.goog/directory',
    ],
    ['https://localhost:14000/dir?a=b', 'certs/external-account/localhost_14000/dir_a_b'],
  ])('of %s is %s', (directoryUrl, secretName) => {
    expect(externalAccountSecretName('certs', directoryUrl)).toBe(secretName);
  });
});

describe('externalAccountPrefix', () => {
  it('is how the names for all CAs begin', () => {
    expect(externalAccountPrefix('certs')).toBe('certs/external-account/');
  });
});
