import { describe, expect, it } from 'vitest';
import {
  externalAccountPrefix,
  externalAccountSecretName,
} from '../../../functions/aws/external-account-name.ts';

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
  it('is what the names of all CAs begin with', () => {
    expect(externalAccountPrefix('certs')).toBe('certs/external-account/');
  });
});
