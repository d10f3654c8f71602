/** Judged by @peculiar/x509, and by the requests of acme-client, which Let's Encrypt has known for years. */
import { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { crypto } from 'acme-client';
import { describe, expect, it } from 'vitest';
import { createCsr } from '../../../functions/acme/csr.ts';
import { createCertificateKey } from '../../../functions/acme/keys.ts';

const HUNDRED = Array.from({ length: 100 }, (_, i) => `${'a'.repeat(60)}.n${i}.example.com`);

async function csrOfAcmeClient(privateKeyPem: string, domainNames: string[]): Promise<Buffer> {
  const [, pem] = await crypto.createCsr({ altNames: [...domainNames] }, privateKeyPem);
  return Buffer.from(pem.toString().replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

describe('createCsr', () => {
  it.each(['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048'] as const)(
    'signs with a key of %s',
    async (keyAlgorithm) => {
      const der = await createCsr(await createCertificateKey(keyAlgorithm), ['example.com']);

      expect(await new Pkcs10CertificateRequest(der).verify()).toBe(true);
    },
  );

  it.each([
    ['one name', ['example.com']],
    ['a wildcard', ['*.example.com', 'example.com', 'xn--bcher-kva.example']],
    ['names of more than 127 octets together', HUNDRED.slice(0, 2)],
    ['names of more than 255 octets together', HUNDRED.slice(0, 4)],
    ['a hundred long names', HUNDRED],
  ])('gives the very octets of acme-client with an RSA key, for %s', async (_, names) => {
    const key = await createCertificateKey('RSA_2048');

    const der = await createCsr(key, names);

    expect(Buffer.from(der).toString('hex')).toBe((await csrOfAcmeClient(key, names)).toString('hex'));
  });

  it.each(['EC_PRIME256V1', 'EC_SECP384R1'] as const)(
    'asks for the same as acme-client with a key of %s, whose signatures differ each time',
    async (keyAlgorithm) => {
      const key = await createCertificateKey(keyAlgorithm);
      const [ours, theirs] = await Promise.all(
        [createCsr(key, HUNDRED), csrOfAcmeClient(key, HUNDRED)].map(
          async (der) => new Pkcs10CertificateRequest(await der),
        ),
      );

      const asked = (csr: Pkcs10CertificateRequest | undefined) => ({
        subject: csr?.subject,
        publicKey: csr?.publicKey.toString('hex'),
        attributes: csr?.attributes.map(({ rawData }) => Buffer.from(rawData).toString('hex')),
        algorithm: csr?.signatureAlgorithm,
      });
      expect(asked(ours)).toEqual(asked(theirs));
      expect(asked(ours).attributes).toHaveLength(1);
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
