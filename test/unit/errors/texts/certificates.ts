/** Errors about certificates that were issued: what the CA sent, and what ACM holds. */
import { checkCertificate } from '../../../../functions/engine/certificate/check-certificate.ts';
import { checkReimport } from '../../../../functions/engine/install/check-reimport.ts';
import { installCertificate } from '../../../../functions/engine/install/install-certificate.ts';
import { aDefinition, aStoredCertificate, NOW, noDeadline } from '../../../support/builders.ts';
import { CLIENT_AUTH, issueTestCertificate, SERVER_AUTH } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { createMemorySecrets, createRecordedEvents } from '../../../support/memory-ports.ts';
import type { ErrorText } from '../error-page.ts';

export const CERTIFICATE_TEXTS: ErrorText[] = [
  ['The CA sends another certificate.', () => checkOther()],
  [
    'The CA leaves a name out of the certificate.',
    () => check({ domainNames: ['example.com', 'example.net'] }),
  ],
  ['The CA sends something in the form of a certificate.', () => check({ pem: NO_CERTIFICATE })],
  ['The CA sends an old certificate without its chain.', () => checkLeafIn2028()],
  ['The CA’s clock is ahead.', () => check({ now: new Date('2026-11-23T04:55:00Z') })],
  ['The new certificate breaks ACM’s rules.', () => reimport()],
  [
    'ACM gives back no certificate.',
    () => checkReimport({ heldPem: '', newPem: '', certificateArn: arn('eu-central-1') }),
  ],
  ['Somebody deleted the certificate in ACM.', () => installIntoNothing(['eu-central-1'])],
  ['Several regions fail.', () => installIntoNothing(['eu-central-1', 'us-east-1'])],
];

const NO_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

/** Valid from 05:00 on, for example.com. */
async function check(changes: { domainNames?: string[]; pem?: string; now?: Date }) {
  const { pem, privateKeyPem } = await issueTestCertificate();
  const asked = { domainNames: ['example.com'], keyAlgorithm: 'EC_PRIME256V1', now: NOW } as const;
  return checkCertificate({ pem, privateKeyPem, ...asked, domainNames: ['example.com'], ...changes });
}

async function checkOther() {
  const [{ pem }, { privateKeyPem }] = [await issueTestCertificate(), await issueTestCertificate()];
  const asked = { domainNames: ['example.net'], keyAlgorithm: 'EC_PRIME256V1', now: NOW } as const;
  return checkCertificate({ ...asked, pem, privateKeyPem, domainNames: ['example.net'] });
}

async function checkLeafIn2028() {
  const { leafPem, privateKeyPem } = await issueTestCertificate();
  const asked = { domainNames: ['example.com'], keyAlgorithm: 'EC_PRIME256V1' } as const;
  const now = new Date('2028-01-01T00:00:00Z');
  return checkCertificate({ ...asked, pem: leafPem, privateKeyPem, domainNames: ['example.com'], now });
}

async function reimport() {
  const held = await issueTestCertificate({ extendedKeyUsage: [SERVER_AUTH, CLIENT_AUTH] });
  const next = await issueTestCertificate({ domainNames: ['example.net'], keyAlgorithm: 'EC_SECP384R1' });
  checkReimport({ heldPem: held.leafPem, newPem: next.leafPem, certificateArn: arn('eu-central-1') });
}

/** Every region has an ARN in the state, and ACM has none of them. */
function installIntoNothing(regions: string[]) {
  const importedAt = NOW;
  const state = {
    certificateName: 'example.com',
    txtRecords: [],
    installations: Object.fromEntries(
      regions.map((region) => [
        region,
        { certificateArn: arn(region), serial: 'an earlier one', importedAt },
      ]),
    ),
  };
  const written = async () => undefined;
  const files = { privateKeyPem: '', certificatePem: '', chainPem: '' };
  return installCertificate(
    {
      definition: aDefinition({ regions }),
      certificate: aStoredCertificate(),
      claim: { state, write: written, report: written },
      deadline: noDeadline(),
    },
    {
      store: { readVersion: async () => files },
      importer: {
        readExisting: async () => undefined,
        readCertificate: async () => undefined,
        importCertificate: async () => '',
        deleteCertificate: async () => 'gone',
        tagCertificate: async () => {},
      },
      secrets: createMemorySecrets(),
      clock: createManualClock(NOW),
      events: createRecordedEvents(),
    },
  );
}

function arn(region: string): string {
  return `arn:aws:acm:${region}:111122223333:certificate/1`;
}
