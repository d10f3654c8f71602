import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { createCsr } from '../../../functions/acme/csr.ts';
import { createCertificateKey } from '../../../functions/acme/keys.ts';

describe('createCsr', () => {
  it.each(['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048'] as const)(
    'signs with a key of %s',
    async (keyAlgorithm) => {
      const der = await createCsr(await createCertificateKey(keyAlgorithm), ['example.com']);

      expect(await new Pkcs10CertificateRequest(der).verify()).toBe(true);
    },
  );

  it('puts all names into the SAN, in their order, and none into the subject', async () => {
    const names = Object.freeze(['*.example.com', 'example.com', 'xn--bcher-kva.example']) as string[];

    const csr = new Pkcs10CertificateRequest(
      await createCsr(await createCertificateKey('EC_PRIME256V1'), names),
    );

    const san = csr.extensions.find((extension) => extension instanceof SubjectAlternativeNameExtension);
    expect(san?.names.toJSON()).toEqual([
      { type: 'dns', value: '*.example.com' },
      { type: 'dns', value: 'example.com' },
      { type: 'dns', value: 'xn--bcher-kva.example' },
    ]);
    expect(csr.subject).toBe('');
  });
});
