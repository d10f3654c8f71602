/** Errors of a deployment: what CloudFormation shows, as far as it is not a run's. */
import { changedHands } from '../../../../functions/engine/declare/await-certificate.ts';
import { declareCertificate } from '../../../../functions/engine/declare/declare-certificate.ts';
import { placeOn } from '../../../../functions/engine/declare/definition-shelf.ts';
import { expectAllowed } from '../../../../functions/engine/declare/expect-allowed.ts';
import { expectSameKey } from '../../../../functions/engine/declare/expect-same-key.ts';
import {
  aCertificateState,
  aDeclaration,
  aDefinition,
  anOwner,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import type { ErrorText } from '../error-page.ts';

export const DECLARE_TEXTS: ErrorText[] = [
  ['A certificate is deployed before the token is there.', () => deployWithoutToken()],
  [
    'A certificate asks for a region that the renewer does not allow.',
    () =>
      expectAllowed(aDefinition({ certificateName: 'shop', regions: ['eu-west-1'] }), {
        regions: ['eu-central-1', 'us-east-1'],
        certificateAuthorities: [aDefinition().certificateAuthority],
      }),
  ],
  ['Another stack has the certificate.', () => deployElsewhere()],
  [
    'A certificate is declared twice while a deployment waits for it.',
    () => changedHands('example.com', anOwner(), anOwner({ logicalId: 'Other' })),
  ],
  ['A deployment changes the key of a certificate that has an ARN.', () => deployAnotherKey()],
];

function deployWithoutToken() {
  const tokenVersions = { readCurrentVersion: async () => '' };
  const ports = { tokenVersions, tokenSecretName: 'dnscale/token', warn: () => {} };
  type Ports = Parameters<typeof declareCertificate>[1];
  return declareCertificate(aDeclaration(), ports as unknown as Ports, noDeadline());
}

function deployElsewhere() {
  const declared = { owner: anOwner({ stackName: 'Shop' }), definition: '' };
  const held = { current: { owner: anOwner(), definition: '' }, former: [] };
  return placeOn(held, declared, { certificateName: 'example.com', isMoved: false });
}

function deployAnotherKey() {
  const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
  const installation = {
    certificateArn,
    serial: '0a',
    importedAt: NOW,
    keyAlgorithm: 'EC_PRIME256V1' as const,
  };
  const state = aCertificateState({ installations: { 'eu-central-1': installation } });
  expectSameKey(aDefinition({ keyAlgorithm: 'RSA_2048' }), state);
}
