/** The readers of other ACME clients' folders, each on a folder whose files all hold the text, and the judge of what they find. */
import { accountKeyPem } from '../../cli/adopt/account-key.ts';
import { readAcmeSh } from '../../cli/adopt/acme-sh.ts';
import { readCertbot } from '../../cli/adopt/certbot.ts';
import { judge } from '../../cli/adopt/judge.ts';
import { readLego } from '../../cli/adopt/lego.ts';
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import { NOW } from '../../test/support/builders.ts';
import { type ForeignParser, ofText } from './foreign-parser.ts';

const SETTINGS = 'server = https://ca.test/dir\naccount = 0a\n[renewalparams]\nauthenticator = dns-dnscale\n';
const CONF = "Le_Domain='example.com'\nLe_API='https://ca.test/dir'\nSAVED_DNSCALE_Token='t'\n";
const RESOURCE = '{"id":"example.com","certUrl":"https://ca.test/cert/1","server":"https://ca.test/dir"}';
const PEM =
  '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMC4\n';

/** Every file that is asked for holds the text. */
function folderOf(text: string, folders: Record<string, string[]>): ForeignFolder {
  return { path: '/folder', list: async (path) => folders[path], read: async () => text };
}

export const CLIENT_PARSERS: ForeignParser[] = [
  ofText('certbot’s folder', [SETTINGS, RESOURCE], (text) =>
    readCertbot(
      folderOf(text, {
        renewal: ['a.conf'],
        accounts: ['ca.test'],
        'accounts/ca.test': ['0a'],
        'accounts/ca.test/0a': ['private_key.json'],
      }),
    ),
  ),
  ofText('lego’s folder', [RESOURCE], (text) =>
    readLego(
      folderOf(text, {
        certificates: ['a.crt'],
        accounts: ['ca.test'],
        'accounts/ca.test': ['me'],
        'accounts/ca.test/me': ['account.json', 'me.key'],
      }),
      ['https://ca.test/dir'],
    ),
  ),
  ofText('acme.sh’s folder', [CONF], (text) =>
    readAcmeSh(
      folderOf(text, {
        '.': ['a.test'],
        'a.test': ['a.test.conf'],
        ca: ['ca.test'],
        'ca/ca.test': ['account.key'],
      }),
    ),
  ),
  ofText('a certificate of a client', [PEM], (text) =>
    judge({ name: 'a', source: 'a', certificatePem: text, chainPem: text, privateKeyPem: text }, NOW),
  ),
  ofText('an account key of a client', [PEM], (text) => [
    accountKeyPem({ pem: text }),
    accountKeyPem({ jwk: text }),
  ]),
];
