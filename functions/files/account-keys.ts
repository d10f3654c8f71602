/** Keeps the ACME account key of each CA in the folder of the certificate: created if absent, never replaced. */
import { createHash } from 'node:crypto';
import { RenewerError } from '../engine/errors.ts';
import type { AccountKeyStore } from '../engine/ports/acme.ts';
import { privateKeyIn } from '../engine/secrets/account-key-value.ts';
import { type Folder, OWN_FOLDER } from './folder.ts';

export function createFileAccountKeys(folder: Folder): AccountKeyStore {
  return {
    async getOrCreate(directoryUrl, createKey) {
      const file = accountFile(directoryUrl);
      const created = createKey();
      if (await folder.create(file, created)) return created;
      const stored = privateKeyIn((await folder.read(file)) ?? '');
      if (stored !== undefined) return stored;
      throw new RenewerError({
        code: 'acme-account',
        disposition: 'person',
        subject: `${folder.path}/${file}`,
        message: `The ACME account key cannot be used: ${folder.path}/${file} holds no private key in PEM form. Put it back, or delete it to have a new account made.`,
      });
    },
  };
}

/** The host is for people; the hash tells several directories of one CA apart. */
function accountFile(directoryUrl: string): string {
  const hash = createHash('sha256').update(directoryUrl).digest('hex').slice(0, 8);
  const host = URL.parse(directoryUrl)?.hostname.replaceAll(/[^a-z0-9.-]/g, '_') ?? 'unknown';
  return `${OWN_FOLDER}/accounts/${host}-${hash}.pem`;
}
