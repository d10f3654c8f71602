/**
 * The ACME account of this deployment (RFC 8555 §7.3): found by its key, registered when the CA does not know the key.
 * The key comes from a store that made it durable first, so a registration that is killed half-way is found again.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import { JUST_READ_MS } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { shareCall } from '../engine/share-call.ts';
import { readAccountKey } from './keys.ts';
import { type Account, createNewAccount, type NewAccountOptions } from './new-account.ts';
import { isCausedBy } from './problem.ts';
import type { Transport } from './transport.ts';

export interface AccountFinder {
  /** Parallel callers share one request; after a failed one the next caller tries again. */
  find(deadline: Deadline): Promise<Account>;
  /** Asks the CA, whatever is known here; undefined when it knows no account with our key, or there is none. Makes neither. */
  ask(deadline: Deadline): Promise<Account | undefined>;
  /** For an account that the CA no longer accepts: the next `find` asks the CA. One call is enough for all callers. */
  forget(account: Account): void;
}

export type AccountOptions = NewAccountOptions & {
  loadAccountKey: (deadline: Deadline) => Promise<string>;
  /** The same without making one: undefined when there is none. @default - `loadAccountKey`, where that makes none */
  findAccountKey?: ((deadline: Deadline) => Promise<string | undefined>) | undefined;
  /** Whether this process has made that key: no CA knows it yet, so that none is asked for it. @default - it has made none */
  isNewKey?: ((stored: string) => boolean) | undefined;
  termsOfServiceAgreed: boolean;
};

export function createAccountFinder(options: AccountOptions, transport: Transport): AccountFinder {
  const newAccount = createNewAccount(options, transport);
  const { directoryUrl, findAccountKey = options.loadAccountKey, isNewKey = () => false } = options;
  let found: Account | undefined;

  const findOrRegister = shareCall(async (deadline) => {
    if (!options.termsOfServiceAgreed) {
      const { meta } = await transport.readDirectory(deadline, JUST_READ_MS);
      throw termsNotAgreed(directoryUrl, meta?.termsOfService);
    }
    const stored = await options.loadAccountKey(deadline);
    const keyPem = readAccountKey(stored, directoryUrl);
    found = isNewKey(stored)
      ? await newAccount.register(keyPem, deadline)
      : await newAccount.findByKey(keyPem, deadline).catch((error) => {
          if (!isCausedBy(error, 'accountDoesNotExist')) throw error;
          return newAccount.register(keyPem, deadline);
        });
    return found;
  });

  const ask = shareCall(async (deadline) => {
    const stored = await findAccountKey(deadline);
    if (stored === undefined) return undefined;
    const keyPem = readAccountKey(stored, directoryUrl);
    found = await newAccount.findByKey(keyPem, deadline).catch((error) => {
      if (!isCausedBy(error, 'accountDoesNotExist')) throw error;
      return undefined;
    });
    return found;
  });

  return {
    ask,
    find: async (deadline) => found ?? findOrRegister(deadline),
    forget: (stale) => {
      // Of parallel callers only the first one counts: the others would forget what it has found since.
      if (found === stale) found = undefined;
    },
  };
}

function termsNotAgreed(directoryUrl: string, terms: string | undefined): RenewerError {
  const where = terms === undefined ? '' : ` They are at ${printable(terms)}.`;
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: new URL(directoryUrl).host,
    message: `The terms of service of the CA ${directoryUrl} are not agreed to, so no order is made.${where}`,
    advice: 'Read them and set `termsOfServiceAgreed: true`.',
  });
}
