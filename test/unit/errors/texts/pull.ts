/** Errors of `pull`, on a server. */
import type { S3Client } from '@aws-sdk/client-s3';
import { findBucket } from '../../../../cli/pull/find-bucket.ts';
import { judge } from '../../../../cli/pull/judge.ts';
import { readWhole } from '../../../../cli/pull/read-whole.ts';
import { olderThan } from '../../../../cli/pull/run.ts';
import { createLiveReader } from '../../../../functions/aws/live-reader.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { notOurs } from '../../../../functions/files/lineage.ts';
import { aDescriptor, NOW, noDeadline } from '../../../support/builders.ts';
import { issueTestCertificate } from '../../../support/certificates.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { scriptedClient, sdkError } from '../../aws/scripted-client.ts';
import type { ErrorText } from '../error-page.ts';

const VERSION = '20261123T060000000Z-3f9a2c01';
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

export const PULL_TEXTS: ErrorText[] = [
  ['A server may not read the certificate, or it is not there.', () => readAnswered('denied')],
  ['What a server asks for is not there.', () => readDenied('s3:ListBucket', BUCKET)],
  [
    'A server may not read the certificate.',
    () => readDenied('s3:GetObject', `${BUCKET}/live/example.com/current.json`),
  ],
  ["A server may not use the bucket's key.", () => readDenied('kms:Decrypt', KEY)],
  ['The pointer that a server follows is of a newer release.', () => readAnswered('{"schema":2}')],
  ['A server would install a staging certificate.', () => judged({ certificateAuthority: STAGING })],
  ['A server would install what is no bundle.', () => judged({ bundlePem: 'PEM' })],
  ['A renewal ended half-way, and a server waits for it.', () => readHalf()],
  [
    'The bucket went back to an earlier version.',
    () => Promise.reject(olderThan(VERSION, { version: '20261101T000000000Z-aaaaaaaa' }, LINK)),
  ],
  [
    'Another client made the folder that a server is to read.',
    () => Promise.reject(notOurs(LINK, 'is no symbolic link')),
  ],
  ['A server does not say the bucket, and may not ask.', () => bucketOf('denied')],
  ['A server does not say the bucket, and there are two.', () => bucketOf('Certs', 'Shop')],
];

const LINK = '/etc/dnscale-certs/live/example.com';

const BUCKET = 'arn:aws:s3:::certs';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0a1b';

/** As S3 words it to a caller of the bucket's account. */
function readDenied(action: string, resource: string) {
  const who = 'User: arn:aws:sts::111122223333:assumed-role/web/i-0a1b';
  const why = `because no identity-based policy allows the ${action} action`;
  return readAnswered(
    'denied',
    `${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
}

function readAnswered(answer: string, words = 'Access Denied') {
  const { client } = scriptedClient<S3Client>(() => {
    if (answer === 'denied') throw sdkError('AccessDenied', words);
    return { Body: { transformToString: async () => answer } };
  });
  const reader = createLiveReader({
    caller: { profileOption: '' },
    client: () => client,
    bucketName: 'certs-111122223333-eu-central-1',
  });
  return reader.readLive('example.com', noDeadline());
}

async function judged(changes: { certificateAuthority?: string; bundlePem?: string }) {
  const { pem, privateKeyPem } = await issueTestCertificate();
  const live = {
    version: VERSION,
    serial: '0a',
    domainNames: ['example.com'],
    bundlePem: privateKeyPem + pem,
  };
  return judge({ ...live, ...changes }, { certificateName: 'example.com', now: NOW, allowStaging: false });
}

async function readHalf() {
  const { pem, privateKeyPem } = await issueTestCertificate();
  const live = {
    version: VERSION,
    serial: '0a',
    domainNames: ['example.com'],
    bundlePem: privateKeyPem + pem,
  };
  return readWhole({ readLive: async () => live }, 'example.com', createManualClock(NOW), noDeadline());
}

function bucketOf(...names: string[]) {
  const listRenewers = async () => {
    if (names.includes('denied')) throw denied();
    return { renewers: names.map((renewerName) => aDescriptor({ renewerName })), unreadable: [] };
  };
  return findBucket({ listRenewers, region: async () => 'eu-central-1' }, undefined, noDeadline());
}

/** As the edge to AWS makes it. */
function denied(): RenewerError {
  const message = 'AWS did not do ssm:GetParametersByPath on parameters /dnscale-certs/*: AccessDenied: no.';
  return new RenewerError({ code: 'aws-failed', disposition: 'person', message });
}
