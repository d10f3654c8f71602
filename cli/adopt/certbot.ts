/**
 * certbot's folder (`/etc/letsencrypt`): renewal/<name>.conf, live/<name>/*.pem (links into archive/), and
 * accounts/<the CA's address>/<hash>/{private_key,regr}.json. Reads only.
 */
import * as z from 'zod/mini';
import { RenewerError } from '../../functions/engine/errors.ts';
import { parseJson } from '../../functions/engine/json.ts';
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

const CONF = '.conf';
const PLUGIN = 'dns-dnscale';

export async function readCertbot(folder: ForeignFolder): Promise<FoundFolder> {
  const confs = (await folder.list('renewal')) ?? [];
  const names = confs.filter((name) => name.endsWith(CONF)).map((name) => name.slice(0, -CONF.length));
  const tokens = new Map<string, FoundToken>();
  const { found, unread } = await readEach(
    names,
    (name) => `live/${name}`,
    async (name) => {
      const settings = settingsIn((await folder.read(`renewal/${name}${CONF}`)) ?? '');
      const credentials = settings.get('dns_dnscale_credentials');
      if (credentials !== undefined) tokens.set(credentials, tokenIn(credentials));
      return readCertificate(folder, name, settings);
    },
  );
  return { accounts: await readAccounts(folder), certificates: found, unread, tokens: [...tokens.values()] };
}

/** The sections have no setting in common that is read here. */
function settingsIn(conf: string): Map<string, string> {
  return new Map(
    conf.split('\n').flatMap((line) => {
      const [name = '', ...rest] = line.split('=');
      const value = rest.join('=').trim();
      return value === '' ? [] : [[name.trim(), value] as const];
    }),
  );
}

async function readCertificate(
  folder: ForeignFolder,
  name: string,
  settings: Map<string, string>,
): Promise<FoundCertificate> {
  const { certificatePem, chainPem, privateKeyPem } = await readFiles(folder, name);
  const proof = settings.get('authenticator');
  return {
    name,
    source: `live/${name}`,
    certificatePem,
    chainPem,
    privateKeyPem,
    certificateAuthority: directoryIn(settings.get('server')),
    accountId: settings.get('account'),
    profile: settings.get('required_profile') ?? settings.get('preferred_profile'),
    otherProof: proof === undefined || proof === PLUGIN ? undefined : proofWords(proof),
  };
}

/** A copy may have lost the links in `live`; the archive has numbers. */
export async function readFiles(folder: ForeignFolder, name: string) {
  const live = await readThree(folder, (part) => `live/${name}/${part}.pem`);
  if (live) return live;
  const archived = (await folder.list(`archive/${name}`)) ?? [];
  const numbers = archived.flatMap((file) => /^cert(\d{1,9})\.pem$/.exec(file)?.[1] ?? []).map(Number);
  for (const number of numbers.sort((a, b) => b - a)) {
    const three = await readThree(folder, (part) => `archive/${name}/${part}${number}.pem`);
    if (three) return three;
  }
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: name,
    message: `Neither live/${name} nor archive/${name} has certificate, chain and key.`,
  });
}

async function readThree(folder: ForeignFolder, pathOf: (part: string) => string) {
  const [certificatePem, chainPem, privateKeyPem] = await Promise.all(
    ['cert', 'chain', 'privkey'].map((part) => folder.read(pathOf(part))),
  );
  if (certificatePem === undefined || chainPem === undefined || privateKeyPem === undefined) return undefined;
  return { certificatePem, chainPem, privateKeyPem };
}

function proofWords(authenticator: string): string {
  if (authenticator.startsWith('dns-')) return `DNS-01 by certbot’s ${authenticator}, not at DNScale`;
  if (authenticator === 'manual') return 'certbot’s manual';
  return `HTTP-01 by certbot’s ${authenticator}`;
}

/** The path may lead out of the folder, and its file is not read: it is the person's to store. */
function tokenIn(path: string): FoundToken {
  return { path, command: `dnscale-certs token set --token-file ${shellWord(path)}` };
}

const REGISTRATION = z.object({ uri: z.optional(z.string()) });

async function readAccounts(folder: ForeignFolder): Promise<FoundAccount[]> {
  const folders = await foldersWith(folder, 'accounts', 'private_key.json');
  const { found } = await readEach(
    folders,
    (path) => path,
    async (path): Promise<FoundAccount | undefined> => {
      const [, address = '', id = ''] = /^accounts\/(.+)\/([^/]+)$/.exec(path) ?? [];
      const certificateAuthority = directoryIn(`https://${address}`);
      const source = `${path}/private_key.json`;
      const jwk = await folder.read(source);
      if (certificateAuthority === undefined || jwk === undefined) return undefined;
      const registration = parseJson((await folder.read(`${path}/regr.json`)) ?? '');
      const url = z.safeParse(REGISTRATION, registration).data?.uri;
      return { id, certificateAuthority, url, source, key: { jwk } };
    },
  );
  return found;
}
