/**
 * Folders of other ACME clients. Those of certbot and lego were recorded from the real clients, which issued from Pebble (only its
 * port, paths and the machine's name were replaced; the keys are test keys); the one of acme.sh, which no registry has, is made in the
 * layout of its source (3.1). Their certificates are valid at `RECORDED_AT` and for 60 days after it.
 */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTemporaryFolder, removeFolder } from '../world/temporary-folder.ts';
import certbot from './certbot-5.8.0.json' with { type: 'json' };
import lego4 from './lego-4.9.1.json' with { type: 'json' };
import lego5 from './lego-5.3.1.json' with { type: 'json' };

/** By path: a text, or where a link leads. */
export type FolderRecord = Record<string, string | { link: string }>;

export const RECORDED_AT = new Date('2026-11-28T00:00:00Z');
/** Of all three: Pebble's. */
export const RECORDED_CA = 'https://localhost:14000/dir';

export const CERTBOT: FolderRecord = certbot;
export const LEGO_4: FolderRecord = lego4;
export const LEGO_5: FolderRecord = lego5;

const HOME = 'ca/localhost/dir';
const base64 = (text: string) =>
  `__ACME_BASE64__START_${Buffer.from(text).toString('base64')}__ACME_BASE64__END_`;

/** `text` of what was recorded; fails for what was not. */
export function recorded(record: FolderRecord, path: string): string {
  const text = record[path];
  if (typeof text === 'string') return text;
  throw new Error(`no ${path} was recorded`);
}

function acmeShDomain(domain: string, settings: string, lego: string): FolderRecord {
  const [leaf = ''] = recorded(lego5, `certificates/${lego}.crt`).split(/(?<=-----END CERTIFICATE-----\n)/);
  return {
    [`${domain}_ecc/${domain}.conf`]: `Le_Domain='${domain}'\nLe_API='${RECORDED_CA}'\nLe_Keylength='ec-256'\nLe_ReloadCmd='${base64('systemctl reload nginx')}'\n${settings}`,
    [`${domain}_ecc/${domain}.cer`]: leaf,
    [`${domain}_ecc/${domain}.key`]: recorded(lego5, `certificates/${lego}.key`),
    [`${domain}_ecc/ca.cer`]: recorded(lego5, `certificates/${lego}.issuer.crt`),
  };
}

/** The token in it is `dns-token-of-acme-sh`. */
export const ACME_SH: FolderRecord = {
  'account.conf':
    "LOG_FILE=\"/root/.acme.sh/acme.sh.log\"\nSAVED_DNSCALE_Token='dns-token-of-acme-sh'\nUSER_PATH='/usr/bin'\n",
  'acme.sh': '#!/usr/bin/env sh\n',
  [`${HOME}/account.key`]: recorded(lego5, 'accounts/localhost_14000/op@example.com/op@example.com.key'),
  [`${HOME}/ca.conf`]: "ACCOUNT_URL='https://localhost:14000/my-account/1'\nCA_KEY_HASH='x'\n",
  ...acmeShDomain('example.com', "Le_Alt='www.example.com'\nLe_Webroot='dns_dnscale'\n", 'example.com'),
  ...acmeShDomain('*.example.org', "Le_Alt='example.org'\nLe_Webroot='/var/www'\n", '_.example.org'),
  'old.example.com/old.example.com.conf.removed': "Le_Domain='old.example.com'\n",
};

/** Writes it, and removes it after the test. @returns its path. */
export async function writeClientFolder(record: FolderRecord): Promise<string> {
  const folder = await makeTemporaryFolder('client');
  onTestFinished(() => removeFolder(folder));
  for (const [path, content] of Object.entries(record)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'string') await writeFile(join(folder, path), content);
    else await symlink(content.link, join(folder, path));
  }
  return folder;
}
