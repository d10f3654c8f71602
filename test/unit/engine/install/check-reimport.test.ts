import { KeyUsageFlags } from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkReimport } from '../../../../functions/engine/install/check-reimport.ts';
import {
  CLIENT_AUTH,
  createTestAuthority,
  issueTestCertificate,
  SERVER_AUTH,
  type TestAuthority,
  type TestCertificateRequest,
} from '../../../support/certificates.ts';

const { digitalSignature, keyEncipherment } = KeyUsageFlags;
const REFUSED = { code: 'import-incompatible', disposition: 'person' };
const ARN = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';

describe('checkReimport', () => {
  let authority: TestAuthority;

  beforeAll(async () => {
    authority = await createTestAuthority();
  });

  it('accepts a renewal with the same key algorithm, usages and names', async () => {
    await expect(reimport({}, {})).resolves.toBeUndefined();
  });

  it('accepts added names, and removed ones as long as one stays', async () => {
    const held = { domainNames: ['example.com', 'old.example.com'] };
    const next = { domainNames: ['example.com', 'new.example.com'] };

    await expect(reimport(held, next)).resolves.toBeUndefined();
  });

  it('accepts added usages', async () => {
    const next = {
      keyUsage: digitalSignature | keyEncipherment,
      extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH],
    };

    await expect(reimport({}, next)).resolves.toBeUndefined();
  });

  it('accepts that clientAuth goes', async () => {
    await expect(reimport({ extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH] }, {})).resolves.toBeUndefined();
  });

  it('accepts that keyEncipherment goes from an ECDSA certificate', async () => {
    await expect(reimport({ keyUsage: digitalSignature | keyEncipherment }, {})).resolves.toBeUndefined();
  });

  it('fails when keyEncipherment goes from an RSA certificate, as between classic and tlsserver', async () => {
    const held = { keyAlgorithm: 'RSA_2048', keyUsage: digitalSignature | keyEncipherment } as const;
    const next = { keyAlgorithm: 'RSA_2048', keyUsage: digitalSignature } as const;

    await expect(reimport(held, next)).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('the ARN holds digitalSignature, keyEncipherment'),
    });
  });

  it('fails when digitalSignature goes, also from an ECDSA certificate', async () => {
    await expect(reimport({}, { keyUsage: keyEncipherment })).rejects.toMatchObject(REFUSED);
  });

  it('fails when another extended usage than clientAuth goes', async () => {
    const held = { extendedKeyUsage: [SERVER_AUTH, '1.3.6.1.5.5.7.3.4'] };

    await expect(reimport(held, {})).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('lacks 1.3.6.1.5.5.7.3.4'),
    });
  });

  it('fails when the key type changes', async () => {
    await expect(reimport({ keyAlgorithm: 'RSA_2048' }, {})).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('the ARN holds RSA_2048, the new certificate has EC_PRIME256V1'),
    });
  });

  it('fails when the key size changes', async () => {
    await expect(reimport({}, { keyAlgorithm: 'EC_SECP384R1' })).rejects.toMatchObject(REFUSED);
  });

  it('fails when no old name stays', async () => {
    await expect(reimport({}, { domainNames: ['www.example.com'] })).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('the ARN holds example.com, the new certificate has www.example.com'),
    });
  });

  it('fails with every broken rule, the ARN and both ways out in one message', async () => {
    const held = { keyAlgorithm: 'RSA_2048', keyUsage: digitalSignature | keyEncipherment } as const;

    await expect(reimport(held, { domainNames: ['example.org'] })).rejects.toMatchObject({
      subject: ARN,
      message: expect.stringMatching(
        /on arn:aws:acm:.*key type and size.*Key Usage.*domain names.*go back to.*certificateName/,
      ),
    });
  });

  it('fails for the next run when ACM gives something that is no certificate', async () => {
    const { leafPem } = await issueTestCertificate({ authority });

    expect(() => checkReimport({ heldPem: 'garbage', newPem: leafPem })).toThrow(
      expect.objectContaining({
        code: 'import-failed',
        disposition: 'next-run',
        message:
          'Nothing was imported onto the ARN: the certificate that it holds cannot be read as X.509, so the two cannot ' +
          'be compared. The next run tries again.',
      }),
    );
  });

  async function reimport(held: TestCertificateRequest, next: TestCertificateRequest): Promise<void> {
    const [before, after] = await Promise.all([
      issueTestCertificate({ authority, ...held }),
      issueTestCertificate({ authority, ...next }),
    ]);
    checkReimport({ heldPem: before.leafPem, newPem: after.leafPem, certificateArn: ARN });
  }
});
