/** Errors of a deployment: what CloudFormation shows, as far as it is not a run's. */
import { changedHands } from '../../../../functions/engine/declare/await-certificate.ts';
import { declareCertificate } from '../../../../functions/engine/declare/declare-certificate.ts';
import { placeOn } from '../../../../functions/engine/declare/definition-shelf.ts';
import { expectAllowed, expectFittingArns } from '../../../../functions/engine/declare/expect-allowed.ts';
import { expectSameKey } from '../../../../functions/engine/declare/expect-same-key.ts';
import {
  expectNoOtherArn,
  judgeExisting,
  judgeOwn,
  type TakeOver,
} from '../../../../functions/engine/install/existing-arns.ts';
import type { ExistingCertificate } from '../../../../functions/engine/ports/store.ts';
import {
  aCertificateState,
  aDeclaration,
  aDefinition,
  anOwner,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
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
  [
    'An existing ARN is of another account, and in another region.',
    () =>
      expectFittingArns(
        aDefinition({ certificateName: 'shop', existingCertificateArns: [ARN], regions: ['us-east-1'] }),
        '444455556666',
      ),
  ],
  ['There is no certificate under an existing ARN.', () => takeOver(undefined)],
  ['ACM issued the certificate of an existing ARN.', () => takeOver({ type: 'AMAZON_ISSUED' })],
  ['Nobody has tagged an existing ARN.', () => takeOver({ holder: undefined })],
  ['Another renewer has an existing ARN.', () => takeOver({ holder: 'the renewer eu-west-1/Other' })],
  ['An existing ARN has another key.', () => takeOver({}, { keyAlgorithm: 'RSA_2048' })],
  ['An existing ARN has none of the names.', () => takeOver({}, { domainNames: ['example.net'] })],
  ['An existing ARN has a key that the renewer does not make.', () => takeOver({ leafPem: ODD_KEY })],
  ['What an existing ARN holds cannot be read.', () => takeOver({ leafPem: '' })],
  [
    'An ARN is given to a certificate that has another one in that region.',
    () => expectNoOtherArn(anExisting(), { 'eu-central-1': anInstallation(OWN_ARN) }),
  ],
  [
    'A certificate is declared again, and its ARN was handed over meanwhile.',
    () =>
      judgeOwn(
        ARN,
        { type: 'IMPORTED', leafPem: '', holder: 'the certificate web', tagCommand: COMMAND },
        'shop',
      ),
  ],
];

const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
const OWN_ARN = ARN.replace('/1111', '/9999');
const COMMAND = `aws acm add-tags-to-certificate --certificate-arn ${ARN} --tags Key=dnscale-certs:certificate,Value=shop Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`;

/** Of an ed25519 key, which ACM takes none of; without an end in sight. */
const ODD_KEY = `-----BEGIN CERTIFICATE-----
MIIBWzCCAQ2gAwIBAgIUTOOmkkWMOd7GrxSLDnxs8j00a5EwBQYDK2VwMBYxFDAS
BgNVBAMMC2V4YW1wbGUuY29tMCAXDTI2MTEyNzExNDcxMVoYDzIxMjYxMTAzMTE0
NzExWjAWMRQwEgYDVQQDDAtleGFtcGxlLmNvbTAqMAUGAytlcAMhAFan4ixMynIW
t1fwh82i1i1MZO5Z52BNqHa0JDWpBy9Vo2swaTAdBgNVHQ4EFgQULMMJsMeJ+MhV
NvnC1mfneVgSFD8wHwYDVR0jBBgwFoAULMMJsMeJ+MhVNvnC1mfneVgSFD8wDwYD
VR0TAQH/BAUwAwEB/zAWBgNVHREEDzANggtleGFtcGxlLmNvbTAFBgMrZXADQQDJ
T+ZQ5TOIkCtj+L3rVKPMqK7XnigeHIjyX35AbAgRksFYCwVu1DRVoRvW28RliTr3
NHxieSz7kh66HcuKudgL
-----END CERTIFICATE-----
`;

const anExisting = (changes: Partial<TakeOver> = {}): TakeOver => {
  const { keyAlgorithm: _, ...definition } = aDefinition();
  return { ...definition, certificateName: 'shop', existingCertificateArns: [ARN], ...changes };
};

const anInstallation = (certificateArn: string) => ({ certificateArn, serial: '0a', importedAt: NOW });

async function takeOver(changes: Partial<ExistingCertificate> | undefined, wanted: Partial<TakeOver> = {}) {
  const { leafPem } = await issueTestCertificate();
  const held = { type: 'IMPORTED', leafPem, holder: 'us', tagCommand: COMMAND };
  return judgeExisting(ARN, changes && { ...held, ...changes }, anExisting(wanted));
}

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
