/**
 * Each refusal of ACM is met once by the real importer, and told with a code, with who acts next, and with what to do.
 */
import { KeyUsageFlags } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import type { CertificateFiles } from '../../functions/engine/ports/store.ts';
import { SERVER_AUTH, type TestCertificateRequest } from '../support/certificates.ts';
import type { AcmBehaviour } from '../support/world/acm/behaviour.ts';
import { newFiles, REGION, useStrictAcm } from './acm-world.ts';

const world = useStrictAcm();

describe('a refusal of the first import', () => {
  const refusals: [string, Partial<AcmBehaviour>, () => Promise<CertificateFiles>, string, string][] = [
    [
      'the full chain as the certificate',
      {},
      async () => {
        const files = await newFiles();
        return { ...files, certificatePem: files.certificatePem + files.chainPem };
      },
      'import-incompatible',
      'ACM says "The certificate field contains more than one certificate. You can specify only one certificate in this field". It is issued and stored; what ACM holds stays as it is. Change its keyAlgorithm, profile or CA, and the certificate that follows is imported. No earlier one stands in its way: what ACM names is wrong with this one.',
    ],
    [
      'the key of another certificate',
      {},
      async () => ({ ...(await newFiles()), privateKeyPem: (await newFiles()).privateKeyPem }),
      'import-incompatible',
      'ACM says "The private key does not match the public key of the certificate". It is issued and stored; what ACM holds stays as it is. Change its keyAlgorithm',
    ],
    [
      'a chain that does not validate',
      {},
      async () => ({ ...(await newFiles()), chainPem: (await newFiles()).chainPem }),
      'import-incompatible',
      'ACM says "Could not validate the certificate with the certificate chain". It is issued and stored; what ACM holds stays as it is. The chain of this CA is not what ACM takes: name another root in preferredChain, or leave it out.',
    ],
    [
      'the leaf in the chain',
      {},
      async () => {
        const files = await newFiles();
        return { ...files, chainPem: files.certificatePem + files.chainPem };
      },
      'import-incompatible',
      'ACM says "Could not validate the certificate with the certificate chain". It is issued and stored; what ACM holds stays as it is. The chain',
    ],
    [
      'an expired certificate',
      {},
      () => newFiles({ notBefore: new Date('2026-08-01'), notAfter: new Date('2026-11-01') }),
      'import-incompatible',
      'ACM says "The certificate has expired". It is issued and stored; what ACM holds stays as it is. Change its keyAlgorithm',
    ],
    [
      'a key that is too long',
      {},
      async () => ({ ...(await newFiles()), privateKeyPem: ' '.repeat(5_121) }),
      'import-incompatible',
      'Member must have length less than or equal to 5120". It is issued and stored; what ACM holds stays as it is. Change its keyAlgorithm',
    ],
    [
      'the quota of imports',
      { importQuota: 0 },
      newFiles,
      'import-quota',
      `a quota of ACM is used up ("Error: you have reached your limit of 0 certificates in the last year"). It is issued and stored; what ACM holds stays as it is. Ask for more under Service Quotas. It counts the imports of a year, deleted certificates too.`,
    ],
    [
      'the quota of certificates',
      { certificateQuota: 0 },
      newFiles,
      'import-quota',
      'Ask for more under Service Quotas, or delete imported certificates that nothing uses.',
    ],
    [
      'a tag policy',
      { tagRefusal: { type: 'TagPolicyException', message: 'The tag policy does not allow it.' } },
      newFiles,
      'import-failed',
      'ACM does not take the tags dnscale-certs:certificate and dnscale-certs:renewer, by which a run finds the certificate again, or one that your stack gives beside them ("The tag policy does not allow it"). It is issued and stored; what ACM holds stays as it is. Allow both keys in the tag policy of the organization, and correct your own.',
    ],
    [
      'a role that may not add tags',
      { addTags: 'refused' },
      newFiles,
      'import-failed',
      'Allow acm:ImportCertificate (with acm:AddTagsToCertificate) on it for the role of this function',
    ],
    [
      'a region that is not enabled',
      { regionsOff: { [REGION]: 'UnrecognizedClientException' } },
      newFiles,
      'import-failed',
      'ACM in eu-central-1 does not know this account (UnrecognizedClientException: "The security token included in the request is invalid" at acm:ListCertificates): the region eu-central-1 is not enabled. Enable it for the account, or take it out of `regions`.',
    ],
  ];

  it.each(refusals)('is told: %s', async (_what, behaviour, makeFiles, code, message) => {
    world.acm.set(behaviour);

    await expect(world.importFiles(await makeFiles())).rejects.toMatchObject({
      code,
      disposition: 'person',
      message: expect.stringContaining(message),
    });
    expect(world.imports().length).toBeLessThanOrEqual(1);
    expect(world.acm.held(REGION)).toEqual([]);
  });
});

describe('a refusal of an import onto an ARN', () => {
  const RSA = { keyAlgorithm: 'RSA_2048' } as const;
  const BOTH = KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment;
  const ADVICE =
    'A certificate on an ARN keeps its key type and size, its key usages and at least one domain name; change the definition back, or give it a new certificateName.';
  const missing = (usages: string) =>
    `ACM says "New certificate is missing one or more ${usages} supported by the currently imported certificate". It is issued and stored; what ACM holds stays as it is. ${ADVICE}`;
  const refusals: [string, TestCertificateRequest, TestCertificateRequest, string][] = [
    [
      'another key type',
      {},
      RSA,
      `cannot be changed". It is issued and stored; what ACM holds stays as it is. ${ADVICE}`,
    ],
    [
      'another key size',
      RSA,
      { keyAlgorithm: 'RSA_3072' },
      `cannot be changed". It is issued and stored; what ACM holds stays as it is. ${ADVICE}`,
    ],
    ['a key usage less', { ...RSA, keyUsage: BOTH }, RSA, missing('Key Usages')],
    [
      'an extended key usage less',
      { extendedKeyUsage: [SERVER_AUTH, '1.3.6.1.5.5.7.3.4'] },
      {},
      missing('Extended Key Usages'),
    ],
    ['all names replaced', {}, { domainNames: ['example.org'] }, ADVICE],
  ];

  it.each(refusals)('is told: %s', async (_what, held, next, message) => {
    const certificateArn = await world.importFiles(await newFiles(held));

    await expect(world.importFiles(await newFiles(next), { certificateArn })).rejects.toMatchObject({
      code: 'import-incompatible',
      disposition: 'person',
      subject: certificateArn,
      message: expect.stringContaining(message),
    });
  });

  it('is told: an ARN that is gone', async () => {
    const certificateArn = `arn:aws:acm:${REGION}:000000000000:certificate/gone`;

    await expect(world.importFiles(await newFiles(), { certificateArn })).rejects.toMatchObject({
      code: 'import-failed',
      disposition: 'person',
      message: expect.stringContaining('this ARN is gone: somebody deleted it.'),
    });
  });
});
