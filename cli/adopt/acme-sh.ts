/**
 * acme.sh's folder (`~/.acme.sh`): <domain>/ and <domain>_ecc/ with <domain>.{conf,cer,key} and ca.cer, ca/<the CA's
 * address>/account.key with ca.conf, and account.conf. Its files of settings are shell code, which is read line by line and never
 * run; a value may be in base64. Reads only.
 */
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import { shellWord } from '../shell-word.ts';
import {
  directoryIn,
  type FoundAccount,
  type FoundCertificate,
  type FoundFolder,
  type FoundToken,
} from './found.ts';
import { foldersWith, readEach } from './walk.ts';

const ECC = '_ecc';

export async function readAcmeSh(folder: ForeignFolder): Promise<FoundFolder> {
  const names = (await folder.list('.')) ?? [];
  const { found, unread } = await readEach(
    names.filter((name) => name.includes('.')),
    (name) => name,
    (name) => readCertificate(folder, name),
  );
  const accounts = await readAccounts(
    folder,
    found.flatMap((one) => one.certificateAuthority ?? []),
  );
  return { accounts, certificates: found.map(byAccount(accounts)), unread, tokens: await findTokens(folder) };
}

/** Undefined for a folder or a file that is none of a certificate, and for what acme.sh no longer renews. */
async function readCertificate(folder: ForeignFolder, name: string): Promise<FoundCertificate | undefined> {
  const domain = name.endsWith(ECC) ? name.slice(0, -ECC.length) : name;
  if (!(await folder.list(name))?.includes(`${domain}.conf`)) return undefined;
  const settings = settingsIn((await folder.read(`${name}/${domain}.conf`)) ?? '');
  const read = async (file: string) => (await folder.read(`${name}/${file}`)) ?? '';
  return {
    name: settings.get('Le_Domain') ?? domain,
    otherName: name,
    source: name,
    certificatePem: await read(`${domain}.cer`),
    chainPem: await read('ca.cer'),
    privateKeyPem: await read(`${domain}.key`),
    certificateAuthority: directoryIn(settings.get('Le_API')),
    profile: settings.get('Le_Certificate_Profile'),
    otherProof: proofWords(settings.get('Le_Webroot')),
  };
}

const BASE64 = /^__ACME_BASE64__START_([A-Za-z0-9+/=]*)__ACME_BASE64__END_$/;

function settingsIn(conf: string): Map<string, string> {
  const lines = conf.split(/\r?\n/).map((line) => /^(\w{1,60})=(?:'([^']*)'|"([^"]*)"|(\S*))\s*$/.exec(line));
  return new Map(
    lines.flatMap((line) => {
      const value = line?.[2] ?? line?.[3] ?? line?.[4] ?? '';
      return line?.[1] && value !== '' ? [[line[1], decoded(value)] as const] : [];
    }),
  );
}

function decoded(value: string): string {
  const [, base64] = BASE64.exec(value) ?? [];
  return base64 === undefined ? value : Buffer.from(base64, 'base64').toString('utf8').trim();
}

/** One for each name, with commas between; the last one holds for the names that follow. */
function proofWords(webroots: string | undefined): string | undefined {
  const others = (webroots ?? '').split(',').filter((one) => one !== '' && one !== 'dns_dnscale');
  const [first] = others;
  if (first === undefined) return undefined;
  if (first.startsWith('dns_')) return `DNS-01 by acme.sh’s ${first}`;
  return first === 'dns' ? 'acme.sh’s manual DNS-01' : 'HTTP-01 by acme.sh';
}

async function readAccounts(folder: ForeignFolder, issuers: readonly string[]): Promise<FoundAccount[]> {
  const folders = await foldersWith(folder, 'ca', 'account.key');
  const { found } = await readEach(
    folders,
    (path) => path,
    async (path): Promise<FoundAccount | undefined> => {
      const address = path.slice('ca/'.length);
      const certificateAuthority =
        issuers.find((url) => folderOf(url) === address) ?? directoryIn(`https://${address}`);
      const source = `${path}/account.key`;
      const pem = await folder.read(source);
      if (certificateAuthority === undefined || pem === undefined) return undefined;
      const url = settingsIn((await folder.read(`${path}/ca.conf`)) ?? '').get('ACCOUNT_URL');
      return { id: new URL(certificateAuthority).host, certificateAuthority, url, source, key: { pem } };
    },
  );
  return found;
}

/** acme.sh leaves the port out. */
function folderOf(directoryUrl: string): string {
  const { hostname, pathname } = new URL(directoryUrl);
  return `${hostname}${pathname}`.replace(/\/$/, '');
}

/** It has one account at each CA. */
function byAccount(accounts: readonly FoundAccount[]): (one: FoundCertificate) => FoundCertificate {
  return (one) => ({
    ...one,
    accountId: accounts.find((account) => account.certificateAuthority === one.certificateAuthority)?.id,
  });
}

const TOKEN = /^[ \t]{0,9}((?:SAVED_)?DNSCALE_\w{0,40}(?:token|key)\w{0,40})=/im;

async function findTokens(folder: ForeignFolder): Promise<FoundToken[]> {
  const conf = (await folder.read('account.conf').catch(() => undefined)) ?? '';
  const [, name] = TOKEN.exec(conf) ?? [];
  if (name === undefined) return [];
  const path = `${folder.path.replace(/\/$/, '')}/account.conf`;
  const command = `sed -n "s/^${name}=//p" ${shellWord(path)} | dnscale-certs token set --token-file -`;
  return [{ path: `${path} (${name})`, command }];
}
