/**
 * The ACME account of this deployment (RFC 8555 §7.3): looked up by its key, registered when the CA does not know it.
 * The key comes from a store that made it durable first, so a registration that is killed half-way is found again.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import type { ExternalAccount } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { caUnavailable } from './ca-errors.ts';
import { type AccountRequest, createCagedClient } from './cage.ts';
import { checkAccountKey } from './keys.ts';
import { AcmeProblem, isCausedBy } from './problem.ts';
import type { Transport } from './transport.ts';

export type Account = { keyPem: string; url: string };

export interface AccountFinder {
  /** Parallel callers share one look-up; a failed one is tried again by the next caller. */
  find(deadline: Deadline): Promise<Account>;
  /** For an account that the CA does not take any more: the next caller looks it up. Once is enough for all callers. */
  forget(account: Account): void;
}

export type AccountOptions = {
  directoryUrl: string;
  loadAccountKey: (deadline: Deadline) => Promise<string>;
  /** Called for a new account only, and only where the CA wants one. @default none, and such a CA refuses */
  loadExternalAccount?: ((deadline: Deadline) => Promise<ExternalAccount>) | undefined;
  /** E-mail address. */
  contact?: string | undefined;
  termsOfServiceAgreed: boolean;
};

export function createAccountFinder(options: AccountOptions, transport: Transport): AccountFinder {
  const { directoryUrl, contact } = options;
  const contacts = contact === undefined ? {} : { contact: [`mailto:${contact}`] };
  const newAccount: AccountRequest = { termsOfServiceAgreed: true, ...contacts };
  let account: Promise<Account> | undefined;
  let found: Account | undefined;

  async function ask(
    keys: { keyPem: string; external?: ExternalAccount | undefined },
    request: AccountRequest,
    deadline: Deadline,
  ): Promise<Account> {
    const client = createCagedClient(directoryUrl, keys, transport.carrierFor('newAccount', deadline));
    const { headers } = await client.api.createAccount(request);
    if (headers.location) return { keyPem: keys.keyPem, url: headers.location };
    throw caUnavailable(new URL(directoryUrl).host, 'it names no address for the account');
  }

  async function register(keyPem: string, isBound: boolean, deadline: Deadline): Promise<Account> {
    if (isBound) return registerBound(keyPem, deadline);
    try {
      return await ask({ keyPem }, newAccount, deadline);
    } catch (error) {
      if (!isCausedBy(error, 'externalAccountRequired')) throw error;
      return registerBound(keyPem, deadline); // its directory does not say so
    }
  }

  async function registerBound(keyPem: string, deadline: Deadline): Promise<Account> {
    const external = await options.loadExternalAccount?.(deadline);
    try {
      return await ask({ keyPem, external }, newAccount, deadline);
    } catch (error) {
      throw (external && bindingRefused(directoryUrl, external, error, contact)) ?? error;
    }
  }

  async function findOrRegister(deadline: Deadline): Promise<Account> {
    const { meta } = await transport.readDirectory(deadline);
    if (!options.termsOfServiceAgreed) throw termsNotAgreed(directoryUrl, meta?.termsOfService);
    const keyPem = await options.loadAccountKey(deadline);
    checkAccountKey(keyPem, directoryUrl);
    try {
      return await ask({ keyPem }, { onlyReturnExisting: true }, deadline);
    } catch (error) {
      if (!isCausedBy(error, 'accountDoesNotExist')) throw error;
      return register(keyPem, meta?.externalAccountRequired ?? false, deadline);
    }
  }

  async function remember(deadline: Deadline): Promise<Account> {
    try {
      found = await findOrRegister(deadline);
      return found;
    } catch (error) {
      account = undefined;
      throw error;
    }
  }

  return {
    find: (deadline) => {
      account ??= remember(deadline);
      return account;
    },
    forget: (stale) => {
      // Of parallel callers the first one counts: the others would forget what it has found meanwhile.
      if (found !== stale) return;
      found = undefined;
      account = undefined;
    },
  };
}

/** CAs do not agree on the type; that the account is not there yet, and the key is in order, was seen before. */
const OF_A_BINDING = ['externalAccountRequired', 'unauthorized', 'malformed'];

/** Undefined for a refusal that has another reason. */
function bindingRefused(
  directoryUrl: string,
  { origin, remedy }: ExternalAccount,
  error: unknown,
  contact: string | undefined,
): RenewerError | undefined {
  if (!(error instanceof RenewerError) || !['acme-account', 'unexpected'].includes(error.code)) return;
  const { cause: problem } = error;
  if (!(problem instanceof AcmeProblem) || !OF_A_BINDING.includes(problem.type)) return;
  // ZeroSSL says that the binding is missing when it is the contact.
  const contactHint =
    contact === undefined ? ' Some CAs want a contact beside it: set `acmeContact` too.' : '';
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: directoryUrl,
    message:
      `The CA ${directoryUrl} does not accept the external account in ${origin} for a new account: ${problem.message}. ` +
      `It may be used up, expired, or of another CA. Get a new one there. ${remedy}${contactHint} No order is made until then.`,
    cause: problem,
  });
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
