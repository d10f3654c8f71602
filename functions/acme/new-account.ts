/**
 * The resource newAccount (RFC 8555 §7.3): tells which account a key has, and registers one, bound to an external account
 * (§7.3.4) where the CA wants that. It remembers nothing and makes no key.
 */
import { RenewerError } from '../engine/errors.ts';
import { type ExternalAccount, JUST_READ_MS } from '../engine/ports/acme.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { caUnavailable } from './ca-errors.ts';
import { type AccountRequest, createCage } from './cage.ts';
import { AcmeProblem, isCausedBy } from './problem.ts';
import type { Transport } from './transport.ts';

export type Account = { keyPem: string; url: string };

export interface NewAccount {
  /** @throws RenewerError caused by `accountDoesNotExist` when the CA knows no account with this key. */
  findByKey(keyPem: string, deadline: Deadline): Promise<Account>;
  register(keyPem: string, deadline: Deadline): Promise<Account>;
}

export type NewAccountOptions = {
  directoryUrl: string;
  /** Called for a new account only, and only where the CA wants one. @default none, and such a CA refuses */
  loadExternalAccount?: ((deadline: Deadline) => Promise<ExternalAccount>) | undefined;
  /** E-mail address. @default none */
  contact?: string | undefined;
};

export function createNewAccount(
  { directoryUrl, contact, loadExternalAccount }: NewAccountOptions,
  transport: Transport,
): NewAccount {
  const contacts = contact === undefined ? {} : { contact: [`mailto:${contact}`] };
  const registration: AccountRequest = { termsOfServiceAgreed: true, ...contacts };

  async function post(
    keys: { keyPem: string; external?: ExternalAccount | undefined },
    request: AccountRequest,
    deadline: Deadline,
  ): Promise<Account> {
    const client = createCage(directoryUrl)(keys, transport.carrierFor('newAccount', deadline));
    const { headers } = await client.api.createAccount(request);
    if (headers.location) return { keyPem: keys.keyPem, url: headers.location };
    throw caUnavailable(new URL(directoryUrl).host, 'it names no address for the account');
  }

  async function registerBound(keyPem: string, deadline: Deadline): Promise<Account> {
    const external = await loadExternalAccount?.(deadline);
    try {
      return await post({ keyPem, external }, registration, deadline);
    } catch (error) {
      throw (external && bindingRefused(directoryUrl, external, error, contact)) ?? error;
    }
  }

  return {
    findByKey: (keyPem, deadline) => post({ keyPem }, { onlyReturnExisting: true }, deadline),
    register: async (keyPem, deadline) => {
      const { meta } = await transport.readDirectory(deadline, JUST_READ_MS);
      if (meta?.externalAccountRequired) return registerBound(keyPem, deadline);
      try {
        return await post({ keyPem }, registration, deadline);
      } catch (error) {
        if (!isCausedBy(error, 'externalAccountRequired')) throw error;
        return registerBound(keyPem, deadline); // The directory did not say so.
      }
    },
  };
}

/** CAs refuse a binding with different types. By then the key is known to be good, and the account to be new. */
const BINDING_PROBLEM_TYPES = ['externalAccountRequired', 'unauthorized', 'malformed'];

/** Undefined for a refusal that has another reason. */
function bindingRefused(
  directoryUrl: string,
  { origin, remedy }: ExternalAccount,
  error: unknown,
  contact: string | undefined,
): RenewerError | undefined {
  if (!(error instanceof RenewerError) || !['acme-account', 'order-refused'].includes(error.code)) return;
  const { cause: problem } = error;
  if (!(problem instanceof AcmeProblem) || !BINDING_PROBLEM_TYPES.includes(problem.type)) return;
  // ZeroSSL says that the binding is missing when it is the contact.
  const contactHint =
    contact === undefined ? ' Some CAs want a contact beside it: set `acmeContact` too.' : '';
  return new RenewerError({
    code: 'acme-account',
    disposition: 'person',
    subject: new URL(directoryUrl).host,
    message:
      `The CA ${directoryUrl} does not accept the external account in ${origin} for a new account: ${problem.message}. ` +
      'It may be used up, expired, or of another CA. No order is made until then.',
    advice: `Get a new one there. ${remedy}${contactHint}`,
    cause: problem,
  });
}
