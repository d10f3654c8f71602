/** What the renewer has already, and what the CAs know of the accounts. It asks; it changes nothing. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { asRenewerError, factsOf } from '../../functions/engine/errors.ts';
import type { CertificateStore, VersionSearch } from '../../functions/engine/ports/store.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { isSameKey } from './account-key.ts';
import type { ChosenAccount, MissingAccount } from './accounts.ts';
import type { Adoptable } from './plan.ts';
import type { AdoptWiring } from './wiring.ts';

/** `new`: it would be stored. `same`: it is there. `other`: the renewer has another one, which stays. */
export type Standing = 'new' | 'same' | 'other';

export type KnownAccount = ChosenAccount & { standing: Standing; url: string; warning?: string };

export type KnownAdoptable = Adoptable & { standing: Standing };

/** Those that the CA does not know, or has closed, are missing. */
export async function askAboutAccounts(
  chosen: readonly ChosenAccount[],
  renewer: RenewerDescriptor,
  wiring: AdoptWiring,
  deadline: Deadline,
): Promise<{ accounts: KnownAccount[]; missing: MissingAccount[] }> {
  const keys = wiring.accountKeysOf(renewer);
  const accounts: KnownAccount[] = [];
  const missing: MissingAccount[] = [];
  for (const one of chosen) {
    const { certificateAuthority } = one;
    const [stored, asked] = await Promise.all([
      keys.read(certificateAuthority, deadline),
      askCa(one, wiring, deadline),
    ]);
    if ('why' in asked) missing.push({ certificateAuthority, why: asked.why });
    else accounts.push({ ...one, ...asked, standing: standingOf(stored, one.keyPem) });
  }
  return { accounts, missing };
}

function standingOf(stored: string | undefined, keyPem: string): Standing {
  if (stored === undefined) return 'new';
  return isSameKey(stored, keyPem) ? 'same' : 'other';
}

/** An account that was closed would keep the renewer from every order. A CA that is away is no reason to leave it. */
async function askCa(
  { certificateAuthority, account, keyPem }: ChosenAccount,
  { acmeServer }: AdoptWiring,
  deadline: Deadline,
): Promise<{ url: string; warning?: string } | { why: string }> {
  try {
    const url = await acmeServer(certificateAuthority, keyPem).findAccount(deadline);
    return url === undefined ? { why: 'the CA knows no account with its key' } : { url };
  } catch (thrown) {
    const error = asRenewerError(thrown);
    if (error.disposition === 'person') return { why: factsOf(error) };
    const warning = `The CA could not be asked about it: ${factsOf(error)}`;
    return { url: account.url ?? 'as the client has it', warning };
  }
}

export async function askAboutCertificates(
  adoptable: readonly Adoptable[],
  renewer: RenewerDescriptor,
  wiring: AdoptWiring,
  deadline: Deadline,
): Promise<KnownAdoptable[]> {
  const store = wiring.storeOf(renewer);
  const known: KnownAdoptable[] = [];
  for (const one of adoptable) {
    const { certificateName, certificate } = one;
    const live = await store.liveVersion(certificateName, deadline);
    if (live !== undefined && live !== certificate.version) known.push({ ...one, standing: 'other' });
    else {
      // What could not be told apart, storing it tells.
      const search = { store, warn: () => undefined };
      const isThere = await isInArchive(certificateName, certificate.version, search, deadline);
      known.push({ ...one, standing: isThere ? 'same' : 'new' });
    }
  }
  return known;
}

type Search = Pick<VersionSearch, 'warn'> & { store: Pick<CertificateStore, 'findVersion'> };

/** As a run will search for it, once the certificate is declared. */
export async function isInArchive(
  certificateName: string,
  version: string,
  { store, warn }: Search,
  deadline: Deadline,
): Promise<boolean> {
  const search = { fits: (one: { version: string }) => one.version === version, warn };
  return (await store.findVersion(certificateName, search, deadline)) !== undefined;
}
