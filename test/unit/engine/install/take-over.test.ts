import { KeyUsageFlags } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import type { CertificateDefinition } from '../../../../functions/engine/config/definition.ts';
import { expectTakeable } from '../../../../functions/engine/install/take-over.ts';
import type { ExistingCertificate } from '../../../../functions/engine/ports/store.ts';
import type { Installation } from '../../../../functions/engine/renewal/state.ts';
import { aDefinition, NOW, noDeadline } from '../../../support/builders.ts';
import { CLIENT_AUTH, issueTestCertificate, SERVER_AUTH } from '../../../support/certificates.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
const US_ARN = 'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const COMMAND = 'aws acm add-tags-to-certificate …';

type Held = Partial<Omit<ExistingCertificate, 'leafPem'>> & Parameters<typeof issueTestCertificate>[0];

type Given = {
  held?: Held | undefined | 'nothing';
  /** On the other ARN. */
  elsewhere?: Held;
  definition?: Partial<CertificateDefinition>;
  own?: string;
};

async function existing({ type = 'IMPORTED', holder, ...request }: Held): Promise<ExistingCertificate> {
  return { type, leafPem: (await issueTestCertificate(request)).leafPem, holder, tagCommand: COMMAND };
}

/** A certificate of shop.example.com, and ARNs that hold one for the same name. */
async function takeOver({ held = {}, elsewhere, definition = {}, own }: Given) {
  const asked: string[] = [];
  const onArns = new Map<string, Held>([
    ...(held === 'nothing' ? [] : [[ARN, { holder: 'us', ...held }] as const]),
    ...(elsewhere ? [[US_ARN, { holder: 'us', ...elsewhere }] as const] : []),
  ]);
  const importer = {
    readExisting: async (arn: string) => {
      asked.push(arn);
      const found = onArns.get(arn);
      return found && existing({ domainNames: ['shop.example.com'], ...found });
    },
  };
  const { keyAlgorithm: _, ...certificate } = aDefinition({ domainNames: ['shop.example.com'] });
  const wanted = {
    ...certificate,
    certificateName: 'shop',
    existingCertificateArns: elsewhere ? [ARN, US_ARN] : [ARN],
    ...definition,
  };
  const installation = { certificateArn: own ?? '', serial: '0a', importedAt: NOW };
  const installations: Record<string, Installation> =
    own === undefined ? {} : { 'eu-central-1': installation };
  return { asked, keyAlgorithm: await expectTakeable(wanted, installations, importer, noDeadline()) };
}

describe('expectTakeable', () => {
  it.each<[string, Given, string]>([
    ['its key, when none is given', { held: { keyAlgorithm: 'RSA_2048' } }, 'RSA_2048'],
    [
      'the same key as given',
      { held: { keyAlgorithm: 'EC_SECP384R1' }, definition: { keyAlgorithm: 'EC_SECP384R1' } },
      'EC_SECP384R1',
    ],
    ['two ARNs of one key', { held: {}, elsewhere: {} }, 'EC_PRIME256V1'],
    [
      'usages that a new certificate may lack',
      {
        held: {
          keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
          extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH],
        },
        definition: { certificateAuthority: LETS_ENCRYPT, profile: 'tlsserver' },
      },
      'EC_PRIME256V1',
    ],
    [
      'usages of an RSA key that classic has too',
      {
        held: {
          keyAlgorithm: 'RSA_2048',
          keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
        },
        definition: { certificateAuthority: LETS_ENCRYPT, profile: 'classic' },
      },
      'RSA_2048',
    ],
  ])('takes %s', async (_what, given, keyAlgorithm) => {
    expect((await takeOver(given)).keyAlgorithm).toBe(keyAlgorithm);
  });

  it.each<[string, Given, string, RegExp]>([
    [
      'nothing under the ARN',
      { held: 'nothing' },
      'config-invalid',
      /^ACM knows no certificate arn:.* Correct existingCertificateArns of shop/,
    ],
    [
      'one that ACM issued',
      { held: { type: 'AMAZON_ISSUED' } },
      'import-incompatible',
      /issues the certificate arn:.* itself \(AMAZON_ISSUED\).*Take it out of existingCertificateArns/,
    ],
    [
      'one of a private CA that ACM renews',
      { held: { type: 'PRIVATE' } },
      'import-incompatible',
      /itself \(PRIVATE\)/,
    ],
    [
      'one without our tag',
      { held: { holder: undefined } },
      'config-invalid',
      /^The ARN is not tagged for shop yet\. .* Tag it: `aws acm add-tags-to-certificate …` Then deploy again\.$/,
    ],
    [
      "another renewer's",
      { held: { holder: 'the renewer eu-west-1/Other' } },
      'config-invalid',
      /belongs to the renewer eu-west-1\/Other, by its tags\. It is arn:.*; what ACM holds stays as it is\. Take it out/,
    ],
    [
      'another key than given',
      { definition: { keyAlgorithm: 'RSA_2048' } },
      'import-incompatible',
      /^ACM would refuse shop on .*cannot be changed.* Leave keyAlgorithm of shop out, or make it EC_PRIME256V1\.$/,
    ],
    [
      'two ARNs with different keys',
      { elsewhere: { keyAlgorithm: 'RSA_2048' } },
      'import-incompatible',
      / on arn:aws:acm:us-east-1:.*: The key type and size cannot be changed.* make it RSA_2048\.$/,
    ],
    [
      'none of its names',
      { held: { domainNames: ['old.example.com'] } },
      'import-incompatible',
      /Not all domain names can be removed at once: the ARN holds old\.example\.com/,
    ],
    [
      'a usage that the profile drops',
      {
        held: {
          keyAlgorithm: 'RSA_2048',
          keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
        },
        definition: { profile: 'tlsserver' },
      },
      'import-incompatible',
      /lacks keyEncipherment.* Change names or profile of shop, or leave the ARN out\.$/,
    ],
    [
      'a usage that no public CA gives',
      {
        held: { extendedKeyUsage: [SERVER_AUTH, '1.3.6.1.5.5.7.3.4'] },
        definition: { certificateAuthority: LETS_ENCRYPT },
      },
      'import-incompatible',
      /lacks 1\.3\.6\.1\.5\.5\.7\.3\.4/,
    ],
    [
      'no usage at all, where public CAs give some',
      { held: { extendedKeyUsage: [] }, definition: { certificateAuthority: LETS_ENCRYPT } },
      'import-incompatible',
      /Extended Key Usage cannot be added/,
    ],
  ])('refuses %s', async (_what, given, code, message) => {
    await expect(takeOver(given)).rejects.toMatchObject({
      code,
      disposition: 'person',
      message: expect.stringMatching(message),
    });
  });

  it('asks nothing about an ARN that is its own already', async () => {
    expect((await takeOver({ own: ARN, held: 'nothing' })).asked).toEqual([]);
  });

  it('refuses another ARN than the one it has in that region, and asks nothing', async () => {
    const own = ARN.replace('/1111', '/9999');

    await expect(takeOver({ own })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(
        /^shop has an ARN of its own in eu-central-1 \(.*\/9999.*\), and keeps it\. Nothing was changed\./,
      ),
    });
  });
});
