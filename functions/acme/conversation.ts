/**
 * The conversation with one CA: every signed request of the port goes through `call`, which adds the account and throws
 * RenewerErrors only. It knows no order.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports/time.ts';
import type { AccountFinder } from './account.ts';
import { caUnavailable, isPartOfAnOrder, orderForbidden, type Resource } from './ca-errors.ts';
import { type CagedClient, createCage } from './cage.ts';
import type { Account } from './new-account.ts';
import { isCausedBy } from './problem.ts';
import { repeated } from './repeat.ts';
import type { Transport } from './transport.ts';

export interface Conversation {
  /** The CA, for messages. */
  readonly host: string;
  call<T>(resource: Resource, deadline: Deadline, use: (client: CagedClient) => Promise<T>): Promise<T>;
  /** As `call`, and again while the CA is out of reach: for what we may ask twice. */
  callRepeatedly: Conversation['call'];
  /** As `callRepeatedly`, signed by this key (PEM) instead of the account's. */
  callWithKey<T>(
    keyPem: string,
    resource: Resource,
    deadline: Deadline,
    use: (client: CagedClient) => Promise<T>,
  ): Promise<T>;
}

export function createConversation(
  directoryUrl: string,
  account: AccountFinder,
  transport: Transport,
  clock: Clock,
): Conversation {
  const { host } = new URL(directoryUrl);
  const openClient = createCage(directoryUrl);

  /** Uses the known account. If the CA rejects it, asks the CA for the account and tries once more. */
  async function converse<T>(
    resource: Resource,
    deadline: Deadline,
    use: (client: CagedClient) => Promise<T>,
  ): Promise<T> {
    const useAs = (asked: Account) => use(openClient(asked, transport.carrierFor(resource, deadline)));
    const asked = await account.find(deadline);
    try {
      return await useAs(asked);
    } catch (error) {
      if (!isAboutTheAccount(error)) throw error;
      account.forget(asked);
      // Registers an account that the CA has lost; throws for one that it has closed.
      const now = await account.find(deadline);
      if (isCausedBy(error, 'accountDoesNotExist') || now.url !== asked.url) {
        return useAs(now).catch((again) => {
          throw withValidAccount(resource, again);
        });
      }
      throw withValidAccount(resource, error);
    }
  }

  /** What a refusal means when the CA has just shown that the account is in order. */
  function withValidAccount(resource: Resource, error: unknown): unknown {
    const isAboutTheOrder =
      isPartOfAnOrder(resource) && isAboutTheAccount(error) && isCausedBy(error, 'unauthorized');
    return isAboutTheOrder ? orderForbidden(host, resource, error) : error;
  }

  async function understood<T>(resource: Resource, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw error instanceof RenewerError ? error : answerUnusable(host, resource, error);
    }
  }

  const call: Conversation['call'] = (resource, deadline, use) =>
    understood(resource, () => converse(resource, deadline, use));
  return {
    host,
    call,
    callRepeatedly: (resource, deadline, use) =>
      repeated(() => call(resource, deadline, use), clock, deadline),
    callWithKey: (keyPem, resource, deadline, use) => {
      const client = openClient({ keyPem }, transport.carrierFor(resource, deadline));
      return repeated(() => understood(resource, () => use(client)), clock, deadline);
    },
  };
}

function isAboutTheAccount(error: unknown): error is RenewerError {
  if (!(error instanceof RenewerError) || error.code !== 'acme-account') return false;
  return isCausedBy(error, 'accountDoesNotExist') || isCausedBy(error, 'unauthorized');
}

/** For answers that it cannot use, acme-client throws bare errors with the CA's text. */
function answerUnusable(host: string, resource: Resource, error: unknown): RenewerError {
  const words = printable(error instanceof Error ? error.message : String(error), 200);
  return caUnavailable(host, `its answer to ${resource} cannot be used: ${words}`, {
    cause: new Error(words),
  });
}
