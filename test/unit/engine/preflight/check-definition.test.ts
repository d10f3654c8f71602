import { describe, expect, it } from 'vitest';
import type { KeyAlgorithm } from '../../../../functions/engine/config/definition.ts';
import type { StoredCertificate } from '../../../../functions/engine/ports/store.ts';
import { checkHeldArns } from '../../../../functions/engine/preflight/check-definition.ts';
import { aCertificateState, aDefinition, aStoredCertificate, NOW } from '../../../support/builders.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

type Held = Partial<StoredCertificate>;

function check(keyAlgorithm: KeyAlgorithm, held: Held, profile: string | undefined, hasArn = true): void {
  const installation = { certificateArn: ARN, serial: '0a1b2c', importedAt: NOW };
  const state = aCertificateState({
    certificate: aStoredCertificate({ keyAlgorithm, ...held }),
    installations: hasArn ? { 'eu-central-1': installation } : {},
  });
  checkHeldArns(aDefinition({ keyAlgorithm, profile }), state);
}

const WITH = ['digitalSignature', 'keyEncipherment'];
const WITHOUT = ['digitalSignature'];

describe('checkHeldArns, when the profile changes', () => {
  const refused: [string, KeyAlgorithm, Held, string][] = [
    ['classic → tlsserver', 'RSA_2048', { profile: 'classic', keyUsage: WITH }, 'tlsserver'],
    ['classic → shortlived', 'RSA_4096', { profile: 'classic', keyUsage: WITH }, 'shortlived'],
    ['classic of an earlier release → tlsserver', 'RSA_2048', { profile: 'classic' }, 'tlsserver'],
    ["another CA's with keyEncipherment → tlsserver", 'RSA_2048', { keyUsage: WITH }, 'tlsserver'],
  ];

  it.each(refused)('refuses an RSA key before an order: %s', (_what, keyAlgorithm, held, profile) => {
    expect(() => check(keyAlgorithm, held, profile)).toThrow(
      expect.objectContaining({
        code: 'import-incompatible',
        disposition: 'person',
        subject: ARN,
        message: expect.stringContaining(
          `to ${profile}, whose certificates for ${keyAlgorithm} lack keyEncipherment, but ACM cannot remove a key usage of an ARN that exists. No order was made. It is about ${ARN}. Take the change back, or declare a second certificate (another certificateName) and move the listeners to its ARN. With keyAlgorithm EC_PRIME256V1 its ARN takes every later profile.`,
        ),
      }),
    );
  });

  const taken: [string, KeyAlgorithm, Held, string | undefined, boolean][] = [
    ['EC, classic → tlsserver', 'EC_PRIME256V1', { profile: 'classic', keyUsage: WITH }, 'tlsserver', true],
    [
      'RSA, tlsserver → shortlived',
      'RSA_2048',
      { profile: 'tlsserver', keyUsage: WITHOUT },
      'shortlived',
      true,
    ],
    ['RSA, shortlived → classic', 'RSA_2048', { profile: 'shortlived', keyUsage: WITHOUT }, 'classic', true],
    [
      'RSA, classic → the CA’s own choice',
      'RSA_2048',
      { profile: 'classic', keyUsage: WITH },
      undefined,
      true,
    ],
    [
      'RSA, classic that has no such usage',
      'RSA_2048',
      { profile: 'classic', keyUsage: WITHOUT },
      'tlsserver',
      true,
    ],
    [
      'RSA, classic → tlsserver without an ARN',
      'RSA_2048',
      { profile: 'classic', keyUsage: WITH },
      'tlsserver',
      false,
    ],
  ];

  it.each(taken)('takes %s', (_what, keyAlgorithm, held, profile, hasArn) => {
    expect(() => check(keyAlgorithm, held, profile, hasArn)).not.toThrow();
  });
});
