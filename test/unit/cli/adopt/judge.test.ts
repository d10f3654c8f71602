import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FoundCertificate } from '../../../../cli/adopt/found.ts';
import { judge } from '../../../../cli/adopt/judge.ts';
import {
  createTestAuthority,
  issueTestCertificate,
  NOW,
  type TestCertificateRequest,
} from '../../../support/certificates.ts';

async function aFound(
  request: TestCertificateRequest = {},
  changes: Partial<FoundCertificate> = {},
): Promise<FoundCertificate> {
  const { leafPem, chainPems, privateKeyPem } = await issueTestCertificate(request);
  const files = { certificatePem: leafPem, chainPem: chainPems[0], privateKeyPem };
  return { name: 'example.com', source: 'live/example.com', ...files, ...changes };
}

const ecKey = (type: 'sec1' | 'pkcs8', more = {}) =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type, format: 'pem', ...more })
    .toString();

describe('judge', () => {
  it('takes what belongs together, under a name that follows from the certificate', async () => {
    const found = await aFound({ domainNames: ['example.com', '*.example.com'], serialNumber: '0a1b2c' });

    const [one, again] = [judge(found, NOW), judge(found, NOW)];

    expect(one).toMatchObject({
      files: { certificatePem: found.certificatePem, chainPem: found.chainPem },
      facts: {
        version: expect.stringMatching(/^\d{8}T\d{9}Z-[0-9a-f]{8}$/),
        serial: '0a1b2c',
        domainNames: ['example.com', '*.example.com'],
        keyAlgorithm: 'EC_PRIME256V1',
      },
    });
    expect(again).toEqual(one);
  });

  it('takes a leaf that has its chain behind it, and other text around it, and the key in any PEM', async () => {
    const found = await aFound();
    const sec1 = createPrivateKey(found.privateKeyPem).export({ type: 'sec1', format: 'pem' }).toString();
    const certificatePem = `subject=CN\n${found.certificatePem}\n\n${found.chainPem}`;
    const params = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

    const judged = judge({ ...found, certificatePem, privateKeyPem: params + sec1 }, NOW);

    expect(judged).toMatchObject({ files: { privateKeyPem: found.privateKeyPem, chainPem: found.chainPem } });
  });

  it.each<[string, TestCertificateRequest, Partial<FoundCertificate>, RegExp]>([
    ['that has expired', { notAfter: new Date(NOW.getTime() - 1_000) }, {}, /^it expired at /],
    [
      'that is not valid yet',
      { notBefore: new Date(NOW.getTime() + 60_000) },
      {},
      /^it is not valid before /,
    ],
    [
      'that is old',
      { notBefore: new Date(NOW.getTime() - 391 * 86_400_000) },
      {},
      /it is older than 390 days/,
    ],
    [
      'with another key',
      {},
      { privateKeyPem: ecKey('pkcs8') },
      /^its public key does not belong to the private key$/,
    ],
    ['without a key', {}, { privateKeyPem: '' }, /^its private key is not there$/],
    ['with a key that is none', {}, { privateKeyPem: 'hello' }, /^its private key cannot be read$/],
    [
      'with an encrypted key',
      {},
      { privateKeyPem: ecKey('pkcs8', { cipher: 'aes-256-cbc', passphrase: 'secret' }) },
      /^its private key is encrypted; decrypt it first/,
    ],
    [
      'with a key that is encrypted the old way',
      {},
      { privateKeyPem: ecKey('sec1', { cipher: 'aes-256-cbc', passphrase: 'secret' }) },
      /^its private key is encrypted; decrypt it first/,
    ],
    ['without a chain', {}, { chainPem: '' }, /^no chain came with it/],
    [
      'without a certificate',
      {},
      { certificatePem: '', chainPem: '' },
      /^there is no certificate in PEM form$/,
    ],
    [
      'that is cut off',
      {},
      { certificatePem: '-----BEGIN CERTIFICATE-----\nMII', chainPem: '' },
      /^there is no certificate/,
    ],
    [
      'with a name that a wildcard covers',
      { domainNames: ['*.example.com', 'a.example.com'] },
      {},
      /"a\.example\.com" is covered by/,
    ],
    ['with a name that no CA certifies', { domainNames: ['exa_mple.com'] }, {}, /exa_mple\.com/],
  ])('takes none %s, and says why', async (_, request, changes, why) => {
    const judged = judge(await aFound(request, changes), NOW);

    expect(judged).toEqual({ fault: expect.stringMatching(why) });
  });

  it.each([
    ['another CA', 'Other'],
    ['a CA of the same name with another key', 'Same'],
  ])('takes none with the chain of %s', async (_, name) => {
    const [own, other] = await Promise.all([
      createTestAuthority({ name: 'Same' }),
      createTestAuthority({ name }),
    ]);
    const chainPem = other.certificate.toString('pem');

    const judged = judge(await aFound({ authority: own }, { chainPem }), NOW);

    const fault = expect.stringMatching(/^chain certificate 1 \("CN=.*"\) did not issue the leaf/);
    expect(judged).toEqual({ fault });
  });

  it('takes none with more certificates than a chain has', async () => {
    const others = await Promise.all(Array.from({ length: 11 }, () => issueTestCertificate()));
    const found = await aFound({}, { chainPem: others.map(({ leafPem }) => leafPem).join('') });

    expect(judge(found, NOW)).toEqual({ fault: 'it has more than 10 certificates' });
  });
});
