/**
 * Stores what was planned, in an order in which every interruption can be made good by the same call: the account keys first, then
 * each certificate, in the archive alone. It replaces nothing, and makes nothing live: only a run may, which holds the claim.
 */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { systemClock as clock, deadlineIn } from '../../functions/engine/deadline.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import { isSameKey } from './account-key.ts';
import { isInArchive, type KnownAccount, type KnownAdoptable } from './standing.ts';
import type { AdoptWiring } from './wiring.ts';

const ONE_MS = 60_000;

/** @param tell is told of each certificate whose files are stored. @throws RenewerError for what AWS refuses. */
export async function storeAll(
  { accounts, certificates }: { accounts: readonly KnownAccount[]; certificates: readonly KnownAdoptable[] },
  renewer: RenewerDescriptor,
  wiring: AdoptWiring,
  tell: (certificateName: string) => void,
): Promise<void> {
  const keys = wiring.accountKeysOf(renewer);
  for (const { certificateAuthority, keyPem, standing } of accounts) {
    if (standing !== 'new') continue;
    const deadline = deadlineIn(ONE_MS, clock, 'storing the account key');
    const stored = await keys.getOrCreate(certificateAuthority, () => keyPem, deadline);
    if (!isSameKey(stored, keyPem)) throw overtaken(wiring.secretNameOf(renewer, certificateAuthority));
  }
  for (const one of certificates) {
    if (one.standing !== 'new') continue;
    await storeOne(one, renewer, wiring);
    tell(one.certificateName);
  }
}

async function storeOne(
  { certificateName, certificate, files }: KnownAdoptable,
  renewer: RenewerDescriptor,
  wiring: AdoptWiring,
): Promise<void> {
  const store = wiring.storeOf(renewer);
  const deadline = deadlineIn(ONE_MS, clock, `storing ${certificateName}`);
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const isFound = () => isInArchive(certificateName, certificate.version, { store, warn }, deadline);
  // An earlier call has archived it, and it is revoked since.
  const archived = await store.listVersions(certificateName, deadline);
  if (archived.some(({ version }) => version === certificate.version) && !(await isFound()))
    throw notTaken(certificateName, 'is in the archive', warnings);
  await store.archive(certificateName, certificate, files, deadline);
  if (!(await isFound())) throw notTaken(certificateName, 'was stored', warnings);
}

export function overtaken(secretName: string): RenewerError {
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: secretName,
    message: `The renewer has made an account of its own meanwhile: the secret ${secretName} holds another key, which stays. No certificate was stored.`,
    advice: 'Run this again: it shows what that means.',
  });
}

export function notTaken(certificateName: string, what: string, warnings: readonly string[]): RenewerError {
  const marked = 'The archive marks it as revoked.';
  return new RenewerError({
    code: 'store-failed',
    disposition: 'person',
    subject: certificateName,
    message: `${certificateName} ${what}, but no run would take it. ${warnings[0] ?? marked} Its deployment orders a new one.`,
  });
}
