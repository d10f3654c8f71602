/** What the stand-in for ACM refuses to import. Words in full are AWS's own. */
import { KeyUsageFlags } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import {
  CLIENT_AUTH,
  issueTestCertificate,
  SERVER_AUTH,
  type TestCertificateRequest,
} from '../../support/certificates.ts';
import { bytes, type ImportChanges, inputOf, REGION, useAcm } from './acm-world.ts';

const TAGS = [{ Key: 'owner', Value: 'us' }];
const CHAIN_WORDS = 'Could not validate the certificate with the certificate chain.';

const world = useAcm();

describe('ImportCertificate', () => {
  const refused: [string, () => Promise<ImportChanges>, string][] = [
    [
      'the full chain as the certificate',
      async () => ({ Certificate: bytes((await issueTestCertificate()).pem) }),
      'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
    ],
    ['no PEM', async () => ({ Certificate: bytes('none') }), 'The certificate field contains no certificate'],
    [
      'the key of another certificate',
      async () => ({ PrivateKey: bytes((await issueTestCertificate()).privateKeyPem) }),
      'The private key does not match',
    ],
    ['a key that is none', async () => ({ PrivateKey: bytes('none') }), 'The private key is not'],
    [
      'the chain of another CA',
      async () => ({ CertificateChain: bytes((await issueTestCertificate()).chainPems[0]) }),
      CHAIN_WORDS,
    ],
    [
      'a chain in the wrong order',
      async () => {
        const made = await issueTestCertificate();
        return { ...inputOf(made), CertificateChain: bytes(made.chainPems.toReversed().join('')) };
      },
      CHAIN_WORDS,
    ],
    [
      'the leaf in the chain',
      async () => {
        const made = await issueTestCertificate();
        return { ...inputOf(made), CertificateChain: bytes(made.pem) };
      },
      CHAIN_WORDS,
    ],
    [
      'an expired certificate',
      async () =>
        inputOf(
          await issueTestCertificate({ notBefore: new Date('2026-08-01'), notAfter: new Date('2026-11-01') }),
        ),
      'The certificate has expired.',
    ],
    [
      'one that is not valid yet',
      async () => inputOf(await issueTestCertificate({ notBefore: new Date('2026-12-01') })),
      'The certificate is not valid yet.',
    ],
    [
      'a certificate of more than 32,768 bytes',
      async () => ({ Certificate: bytes(' '.repeat(32_769)) }),
      'less than or equal to 32768',
    ],
    [
      'a key of more than 5,120 bytes',
      async () => ({ PrivateKey: bytes(' '.repeat(5_121)) }),
      'less than or equal to 5120',
    ],
    [
      'a chain of more than 2,097,152 bytes',
      async () => ({ CertificateChain: bytes(' '.repeat(2_097_153)) }),
      'less than or equal to 2097152',
    ],
  ];

  it.each(refused)('refuses %s', async (_what, changes, words) => {
    const made = await issueTestCertificate();

    await expect(world.importNew(made, await changes())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(words),
    });
    expect(world.acm.held(REGION)).toEqual([]);
  });

  it('takes a chain up to its root, or none', async () => {
    const made = await issueTestCertificate();

    await world.importNew(made, { CertificateChain: bytes(made.chainPems.join('')) });
    await world.importNew(made, { CertificateChain: undefined });

    expect(world.acm.held(REGION)).toHaveLength(2);
  });
});

describe('ImportCertificate onto an ARN', () => {
  const RSA = { keyAlgorithm: 'RSA_2048' } as const;
  const BOTH = KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment;
  const missing = (usages: string) =>
    `New certificate is missing one or more ${usages} supported by the currently imported certificate`;
  const refused: [string, TestCertificateRequest, TestCertificateRequest, string][] = [
    ['another key type', {}, RSA, 'The key type and size'],
    ['another key size', RSA, { keyAlgorithm: 'RSA_3072' }, 'The key type and size'],
    ['an RSA key without keyEncipherment', { ...RSA, keyUsage: BOTH }, RSA, missing('Key Usages')],
    [
      'one without an extended key usage',
      { extendedKeyUsage: [SERVER_AUTH, '1.3.6.1.5.5.7.3.4'] },
      {},
      missing('Extended Key Usages'),
    ],
    ['only new names', {}, { domainNames: ['example.org'] }, 'none of the domain names'],
  ];

  it.each(refused)('refuses %s', async (_what, held, next, words) => {
    const arn = await world.importNew(await issueTestCertificate(held));

    await expect(
      world.importNew(await issueTestCertificate(next), { CertificateArn: arn }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(words),
    });
  });

  const taken: [string, TestCertificateRequest, TestCertificateRequest][] = [
    ['an EC key without keyEncipherment', { keyUsage: BOTH }, {}],
    ['one without clientAuth', { extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH] }, {}],
    ['one with a usage more', RSA, { ...RSA, keyUsage: BOTH }],
    ['one with a name less', { domainNames: ['example.com', 'www.example.com'] }, {}],
  ];

  it.each(taken)('takes %s', async (_what, held, next) => {
    const arn = await world.importNew(await issueTestCertificate(held), { Tags: TAGS });

    expect(await world.importNew(await issueTestCertificate(next), { CertificateArn: arn })).toBe(arn);
    expect(world.acm.held(REGION)[0]?.tags).toEqual(TAGS);
  });

  it('refuses tags', async () => {
    const arn = await world.importNew(await issueTestCertificate());

    await expect(
      world.importNew(await issueTestCertificate(), { CertificateArn: arn, Tags: TAGS }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Tagging is not permitted on re-import.',
    });
  });

  it('knows no ARN of another region', async () => {
    const arn = await world.importNew(await issueTestCertificate());

    await expect(
      world.importNew(await issueTestCertificate(), { CertificateArn: arn }, 'us-east-1'),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
