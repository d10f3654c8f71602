/**
 * The ACME account of this deployment (RFC 8555 §7.3): looked up by its key, registered when the CA does not know it.
 * The key comes from a store that made it durable first, so a registration that is killed half-way is found again.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import type { Deadline } from '../engine/ports.ts';
import { caUnavailable } from './ca-errors.ts';
import { type AccountRequest, createCagedClient } from './cage.ts';
import { checkAccountKey } from './keys.ts';
import { isCausedBy } from './problem.ts';
import type { Transport } from './transport.ts';

export type Account = { keyPem: string; url: string };

export interface AccountFinder {
  /** Parallel callers share one look-up; a failed one is tried again by the next caller. */
  find(deadline: Deadline): Promise<Account>;
  /** For an account that the CA no longer knows. */
  forget(): void;
}

export type AccountOptions = {
  directoryUrl: string;
  loadAccountKey: (deadline: Deadline) => Promise<string>;
  /** E-mail address. */
  contact?: string | undefined;
  termsOfServiceAgreed: boolean;
};

export function createAccountFinder(options: AccountOptions, transport: Transport): AccountFinder {
  const { directoryUrl, contact } = options;
  let account: Promise<Account> | undefined;

  async function ask(keyPem: string, request: AccountRequest, deadline: Deadline): Promise<Account> {
    const client = createCagedClient(directoryUrl, { keyPem }, transport.carrierFor('newAccount', deadline));
    const { headers } = await client.api.createAccount(request);
    if (headers.location) return { keyPem, url: headers.location };
    throw caUnavailable(new URL(directoryUrl).host, 'it names no address for the account');
  }

  async function findOrRegister(deadline: Deadline): Promise<Account> {
    const { meta } = await transport.readDirectory(deadline);
    if (!options.termsOfServiceAgreed) throw termsNotAgreed(directoryUrl, meta?.termsOfService);
    const keyPem = await options.loadAccountKey(deadline);
    checkAccountKey(keyPem, directoryUrl);
    try {
      return await ask(keyPem, { onlyReturnExisting: true }, deadline);
    } catch (error) {
      if (!isCausedBy(error, 'accountDoesNotExist')) throw error;
      const contacts = contact === undefined ? {} : { contact: [`mailto:${contact}`] };
      return ask(keyPem, { termsOfServiceAgreed: true, ...contacts }, deadline);
    }
  }

  const forget = () => {
    account = undefined;
  };
  return {
    find: (deadline) => {
      account ??= findOrRegister(deadline).catch((error) => {
        forget();
        throw error;
      });
      return account;
    },
    forget,
  };
}

function termsNotAgreed(directoryUrl: string, terms: string | undefined): RenewerError {
  const where = terms === undefined ? '' : ` They are at ${printable(terms)}.`;
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: directoryUrl,
    message: `The terms of service of the CA ${directoryUrl} are not agreed to, so no order is made.${where} Read them and set \`termsOfServiceAgreed: true\`.`,
  });
}
