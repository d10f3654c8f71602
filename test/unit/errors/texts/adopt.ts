/** Errors of `adopt`, which reads the folder of another client. */
import { chooseAccounts } from '../../../../cli/adopt/accounts.ts';
import { readFiles } from '../../../../cli/adopt/certbot.ts';
import { meantOf } from '../../../../cli/adopt/meant.ts';
import type { Adoptable } from '../../../../cli/adopt/plan.ts';
import { authoritiesOf, findRenewer } from '../../../../cli/adopt/renewer.ts';
import { notTaken, overtaken } from '../../../../cli/adopt/store.ts';
import { openForeignFolder } from '../../../../functions/files/foreign-folder.ts';
import { aDescriptor, aStoredCertificate, noDeadline } from '../../../support/builders.ts';
import type { ErrorText } from '../error-page.ts';

const CA = 'https://acme-v02.api.letsencrypt.org/directory';

export const ADOPT_TEXTS: ErrorText[] = [
  ['There is no folder of another client.', () => openForeignFolder('/none')],
  ['A client’s folder has what is no file.', async () => (await openForeignFolder('/proc')).read('self/fd')],
  ['certbot’s folder has lost the files of a certificate.', lostFiles],
  [
    'A client’s folder has several accounts at one CA.',
    async () => chooseAccounts(accounts(), [adoptable()], []),
  ],
  [
    'A client’s folder has no account of the id that was given.',
    async () => chooseAccounts(accounts(), [adoptable()], ['8b1c2d3f']),
  ],
  [
    'A client’s folder has no certificate.',
    async () => meantOf(NOTHING, { path: '/etc/letsencrypt', from: 'certbot' }),
  ],
  ['There are two renewers to move in to.', twoRenewers],
  ['The renewer to move in to is of an earlier release.', async () => authoritiesOf(aDescriptor())],
  [
    'The renewer made an account of its own while another one was brought.',
    () => Promise.reject(overtaken('Certs/acme-account/acme-v02.api.letsencrypt.org/directory')),
  ],
  [
    'A certificate that was brought is marked as revoked.',
    () => Promise.reject(notTaken('example.com', 'is in the archive', [])),
  ],
];

const NOTHING = { certificates: [], unread: [] };

function lostFiles() {
  const folder = { path: '/etc/letsencrypt', list: async () => undefined, read: async () => undefined };
  return readFiles(folder, 'example.com');
}

function accounts() {
  return ['70a0f840', '8b1c2d3e'].map((id) => ({
    id,
    certificateAuthority: CA,
    source: id,
    key: { pem: '' },
  }));
}

function adoptable(): Adoptable {
  const files = { privateKeyPem: '', certificatePem: '', chainPem: '' };
  const found = { ...files, name: 'example.com', source: 'live/example.com' };
  const certificate = aStoredCertificate({ certificateAuthority: CA });
  return { certificateName: 'example.com', found, files, certificate, certificateAuthority: CA, notes: [] };
}

function twoRenewers() {
  const renewers = ['Certs', 'Shop'].map((renewerName) => aDescriptor({ renewerName }));
  const directory = {
    listRenewers: async () => ({ renewers, unreadable: [] }),
    region: async () => 'eu-central-1',
  };
  return findRenewer(directory, undefined, noDeadline());
}
