import { X509Certificate } from 'node:crypto';
import { KeyUsageFlags } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { readCertificateFacts } from '../../../../functions/engine/certificate/certificate-facts.ts';
import {
  CLIENT_AUTH,
  issueTestCertificate,
  SERVER_AUTH,
  type TestCertificateRequest,
} from '../../../support/certificates.ts';

describe('readCertificateFacts', () => {
  it('reads names, usages and key of a leaf', async () => {
    const facts = await factsOf({
      domainNames: ['Example.COM', '*.example.com'],
      keyAlgorithm: 'RSA_2048',
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
      extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH, '1.3.6.1.4.1.311.10.3.4'],
    });

    expect(facts).toEqual({
      keyAlgorithm: 'RSA_2048',
      domainNames: ['example.com', '*.example.com'],
      otherNames: 0,
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: ['serverAuth', 'clientAuth', '1.3.6.1.4.1.311.10.3.4'],
    });
  });

  it('counts the names that are no DNS names', async () => {
    expect(await factsOf({ ipAddresses: ['192.0.2.1', '2001:db8::1'] })).toMatchObject({
      domainNames: ['example.com'],
      otherNames: 2,
    });
  });

  it.each(['EC_PRIME256V1', 'EC_SECP384R1', 'RSA_2048'] as const)(
    'names the key %s',
    async (keyAlgorithm) => {
      expect(await factsOf({ keyAlgorithm })).toMatchObject({ keyAlgorithm });
    },
  );
});

async function factsOf(request: TestCertificateRequest) {
  return readCertificateFacts(new X509Certificate((await issueTestCertificate(request)).leafPem));
}
