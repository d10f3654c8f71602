/** Which account of a client's folder becomes the renewer's at a CA: there is one key for each. Pure. */
import { authorityName } from '../../functions/engine/config/defaults.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import { accountKeyPem } from './account-key.ts';
import { type FoundAccount, shownNames } from './found.ts';
import type { Adoptable } from './plan.ts';

export type ChosenAccount = {
  certificateAuthority: string;
  account: FoundAccount;
  /** PKCS#8. */
  keyPem: string;
};

/** A CA whose account stays with the client, and why. */
export type MissingAccount = { certificateAuthority: string; why: string };

const MOST_SHOWN = 5;

/**
 * @param wanted ids that the person gave.
 * @throws RenewerError `config-invalid` where several are there and nothing tells which one has issued, and for an id that is not
 * there: a key that is stored once stays.
 */
export function chooseAccounts(
  accounts: readonly FoundAccount[],
  adoptable: readonly Adoptable[],
  wanted: readonly string[],
): { chosen: ChosenAccount[]; missing: MissingAccount[] } {
  const unknown = wanted.filter((id) => !accounts.some((one) => one.id === id));
  if (unknown.length > 0) throw notThere(unknown, accounts);
  const renewed = adoptable.filter(({ certificate }) => !certificate.standsIn);
  const authorities = [...new Set(renewed.map((one) => one.certificateAuthority))];
  const chosen: ChosenAccount[] = [];
  const missing: MissingAccount[] = [];
  for (const certificateAuthority of authorities) {
    const here = accounts.filter((one) => one.certificateAuthority === certificateAuthority);
    const account = onlyOne(here, renewed, wanted, certificateAuthority);
    const key = account ? accountKeyPem(account.key) : { fault: 'the folder has no account there' };
    if (account && 'pem' in key) chosen.push({ certificateAuthority, account, keyPem: key.pem });
    else missing.push({ certificateAuthority, why: 'fault' in key ? key.fault : '' });
  }
  return { chosen, missing };
}

function onlyOne(
  here: readonly FoundAccount[],
  renewed: readonly Adoptable[],
  wanted: readonly string[],
  certificateAuthority: string,
): FoundAccount | undefined {
  const given = here.filter(({ id }) => wanted.includes(id));
  if (given.length > 1) throw undecided(here, certificateAuthority);
  if (given.length === 1) return given[0];
  if (here.length < 2) return here[0];
  const uses = here.map((account) => ({
    account,
    count: renewed.filter(
      ({ found }) =>
        found.accountId === account.id && found.certificateAuthority === account.certificateAuthority,
    ).length,
  }));
  const [most, second] = uses.sort((a, b) => b.count - a.count);
  if (most && second && most.count > second.count) return most.account;
  throw undecided(here, certificateAuthority);
}

function undecided(here: readonly FoundAccount[], certificateAuthority: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The folder has ${here.length} accounts at ${authorityName(certificateAuthority)}, and a renewer has one: ${shownNames(here.map(idOf), MOST_SHOWN)}.`,
    advice: 'Give the one that has issued most with --account.',
  });
}

function notThere(unknown: readonly string[], accounts: readonly FoundAccount[]): RenewerError {
  const there =
    accounts.length > 0 ? `There is: ${shownNames(accounts.map(idOf), MOST_SHOWN)}` : 'There is none';
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The folder has no account ${shownNames(unknown, MOST_SHOWN)}. ${there}.`,
    advice: 'Give --account an id that is there.',
  });
}

function idOf({ id }: FoundAccount): string {
  return id;
}
