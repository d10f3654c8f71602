import { describe, expect, it } from 'vitest';
import type { ExistingCertificate } from '../../../../functions/engine/ports/store.ts';
import { checkArns } from '../../../../functions/engine/readiness/check-arns.ts';
import { aCertificateState, aDefinition, NOW, noDeadline } from '../../../support/builders.ts';

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const INSTALLATION = { certificateArn: ARN, serial: '0a', importedAt: NOW };

/** The certificate shop, with an ARN in one of its two regions. */
function check(held: Partial<ExistingCertificate> | undefined) {
  const existing = held && { type: 'IMPORTED', leafPem: '', tagCommand: 'aws acm add-tags …', ...held };
  return checkArns(
    aDefinition({ certificateName: 'shop', regions: ['us-east-1', 'eu-central-1'] }),
    aCertificateState({ certificateName: 'shop', installations: { 'eu-central-1': INSTALLATION } }),
    {
      importer: {
        readExisting: async (arn, name, region) =>
          `${arn} ${name} ${region}` === `${ARN} shop eu-central-1`
            ? existing
            : expect.fail('asked elsewhere'),
      },
    },
    noDeadline(),
  );
}

describe('checkArns', () => {
  it('passes when the ARN carries the tags of this certificate', async () => {
    await expect(check({ holder: 'us' })).resolves.toBeUndefined();
  });

  it.each([
    [
      'is gone',
      undefined,
      'import-failed',
      `A renewal of shop could not be imported onto ${ARN}: this ARN is gone: somebody deleted it. Listeners and distributions that name it need a new one.`,
      'Give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
    ],
    [
      'has lost its tags, so that the role may not import onto it',
      { holder: undefined },
      'import-failed',
      `The ARN of shop lacks a tag of ours, which somebody has removed: the role may import only onto what carries it. It is ${ARN}.`,
      'Put it back: `aws acm add-tags …`',
    ],
    [
      'was handed to another certificate',
      { holder: 'the certificate other' },
      'config-invalid',
      `The ARN of shop belongs to the certificate other by its tags. It is ${ARN}; nothing was changed.`,
      'Give shop another certificateName, or hand the ARN back if nobody renews it there any more: `aws acm add-tags …` Then deploy again.',
    ],
  ])('fails for a person when the ARN %s', async (_, held, code, facts, advice) => {
    await expect(check(held)).rejects.toMatchObject({
      code,
      disposition: 'person',
      subject: ARN,
      message: `${facts} ${advice}`,
      advice,
    });
  });
});
