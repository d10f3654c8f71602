/**
 * lego's folder (`.lego`), of v4 and v5: certificates/<name>.{crt,key,json,issuer.crt}, `*` as `_`, and
 * accounts/<the CA's host>/<id>/account.json with keys/<id>.key (v4) or <id>.key (v5). It keeps no token, and v4 does not say
 * which account or CA has issued: the address of the certificate does. Reads only.
 */
import * as z from 'zod/mini';
import { parseJson } from '../../functions/engine/json.ts';
import type { ForeignFolder } from '../../functions/engine/ports/files.ts';
import { directoryIn, type FoundAccount, type FoundCertificate, type FoundFolder } from './found.ts';
import { foldersWith, readEach } from './walk.ts';

const ACCOUNT = z.object({
  server: z.optional(z.string()),
  registration: z.nullish(
    z.object({
      uri: z.optional(z.string()),
      accountURL: z.optional(z.string()),
    }),
  ),
});

const RESOURCE = z.object({
  id: z.optional(z.string()),
  domain: z.optional(z.string()),
  certUrl: z.optional(z.string()),
});

/** @param known directory URLs: v4 keeps no more than a CA's host. */
export async function readLego(folder: ForeignFolder, known: readonly string[]): Promise<FoundFolder> {
  const accounts = await readAccounts(folder, known);
  const files = (await folder.list('certificates')) ?? [];
  const names = files.flatMap((file) => /^(.+)(?<!\.issuer)\.crt$/.exec(file)?.[1] ?? []);
  const { found, unread } = await readEach(
    names,
    (name) => `certificates/${name}.crt`,
    async (name): Promise<FoundCertificate> => {
      const read = (ending: string) => folder.read(`certificates/${name}.${ending}`);
      const resource = z.safeParse(RESOURCE, parseJson((await read('json')) ?? '')).data;
      const { id, domain, certUrl } = resource ?? {};
      const certificateAuthority = authorityOf(certUrl, accounts, known);
      const here = accounts.filter((one) => one.certificateAuthority === certificateAuthority);
      return {
        name: id ?? domain ?? name,
        source: `certificates/${name}.crt`,
        certificatePem: (await read('crt')) ?? '',
        chainPem: (await read('issuer.crt')) ?? '',
        privateKeyPem: (await read('key')) ?? '',
        certificateAuthority,
        accountId: here.length === 1 ? here[0]?.id : undefined,
      };
    },
  );
  return { accounts, certificates: found, unread, tokens: [] };
}

/** By the host of the certificate's address; where that is not known, by the only account. */
function authorityOf(
  certUrl: string | undefined,
  accounts: readonly FoundAccount[],
  known: readonly string[],
): string | undefined {
  const ofAccounts = [...new Set(accounts.map((one) => one.certificateAuthority))];
  const host = URL.parse(certUrl ?? '')?.host;
  if (host === undefined) return ofAccounts.length === 1 ? ofAccounts[0] : undefined;
  return [...ofAccounts, ...known].find((url) => new URL(url).host === host);
}

async function readAccounts(folder: ForeignFolder, known: readonly string[]): Promise<FoundAccount[]> {
  const folders = await foldersWith(folder, 'accounts', 'account.json');
  const { found } = await readEach(
    folders,
    (path) => path,
    async (path): Promise<FoundAccount | undefined> => {
      const [, host = '', id = ''] = /^accounts\/([^/]+)\/(.+)$/.exec(path) ?? [];
      const account = z.safeParse(ACCOUNT, parseJson((await folder.read(`${path}/account.json`)) ?? '')).data;
      const certificateAuthority = directoryIn(account?.server) ?? directoryAt(host, known);
      const file = await findKey(folder, path);
      if (certificateAuthority === undefined || file === undefined) return undefined;
      const { uri, accountURL } = account?.registration ?? {};
      const key = { pem: file.pem };
      return { id, certificateAuthority, url: accountURL ?? uri, source: file.source, key };
    },
  );
  return found;
}

async function findKey(folder: ForeignFolder, path: string) {
  for (const place of [path, `${path}/keys`]) {
    const name = (await folder.list(place))?.find((one) => one.endsWith('.key'));
    const pem = name && (await folder.read(`${place}/${name}`));
    if (pem) return { source: `${place}/${name}`, pem };
  }
  return undefined;
}

/** lego puts an underscore for the colon before a port. */
function directoryAt(host: string, known: readonly string[]): string | undefined {
  const found = known.find((url) => new URL(url).host.replace(':', '_') === host);
  return found ?? directoryIn(`https://${host.replace('_', ':')}/directory`);
}
