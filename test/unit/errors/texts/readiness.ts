/** What a proof of readiness tells beside the preflight: account and ARNs, and what a run finds on them. */
import { findReplaced } from '../../../../functions/engine/install/find-replaced.ts';
import { checkAccount, noNamedAccount } from '../../../../functions/engine/readiness/check-account.ts';
import { checkArns } from '../../../../functions/engine/readiness/check-arns.ts';
import { aCertificateState, aDefinition, NOW, noDeadline } from '../../../support/builders.ts';
import type { ErrorText } from '../error-page.ts';

const BOUND = { profiles: [], caaIdentities: [], externalAccountRequired: true };
const LOST = { findAccount: async () => undefined, readMeta: async () => BOUND };
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const installations = { 'eu-central-1': { certificateArn, serial: '0a1b2c', importedAt: NOW } };
const GONE = { readExisting: async () => undefined };
const tagCommand = `aws acm add-tags-to-certificate --certificate-arn ${certificateArn} --tags Key=dnscale-certs:certificate,Value=example.com Key=dnscale-certs:renewer,Value=eu-central-1/DnscaleCerts --region eu-central-1`;
const UNTAGGED = { readExisting: async () => ({ type: 'IMPORTED', leafPem: '', tagCommand }) };

export const READINESS_TEXTS: ErrorText[] = [
  [
    'Weeks before a renewal: the CA has lost an account that was bound to a customer.',
    () => checkAccount(aDefinition(), aCertificateState(), { acme: LOST }, noDeadline()),
  ],
  [
    'Weeks before a renewal: CAA records name an account that is gone.',
    () => noNamedAccount('https://acme-v02.api.letsencrypt.org/directory'),
  ],
  [
    'Weeks before a renewal: the ARN was deleted.',
    () => checkArns(aDefinition(), aCertificateState({ installations }), { importer: GONE }, noDeadline()),
  ],
  [
    'Weeks before a renewal: somebody took a tag of ours off the ARN.',
    () =>
      checkArns(aDefinition(), aCertificateState({ installations }), { importer: UNTAGGED }, noDeadline()),
  ],
  [
    'At any check: somebody else imported onto the ARN.',
    async () => {
      const certificate = { sha256: '0a1b' };
      const known = { certificateName: 'example.com', certificate, installations, regions: ['eu-central-1'] };
      const ports = {
        importer: { readCertificate: async () => 'theirs' },
        secrets: { readVersionId: async () => 'ours' },
        events: { emit: () => undefined },
      };
      return (await findReplaced(known, ports, noDeadline())).told;
    },
  ],
  ['At any check: somebody else wrote the secret.', () => changedSecret('theirs')],
  ['At any check: somebody deleted the secret.', () => changedSecret(undefined)],
];

const SECRET_ARN =
  'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Certs/certificates/example.com-AbCdEf';

async function changedSecret(versionId: string | undefined) {
  const secret = { secretArn: SECRET_ARN, versionId: 'ours' };
  const known = { certificateName: 'example.com', certificate: {}, installations: {}, regions: [], secret };
  const ports = {
    importer: { readCertificate: async () => undefined },
    secrets: { readVersionId: async () => versionId },
    events: { emit: () => undefined },
  };
  return (await findReplaced(known, ports, noDeadline())).told;
}
