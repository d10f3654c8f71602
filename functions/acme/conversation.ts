/**
 * One conversation with one CA: every signed request of the port goes through `call`, which brings the account in and
 * lets nothing but a RenewerError out. It knows no order.
 */
import { printable, RenewerError } from '../engine/errors.ts';
import type { Clock, Deadline } from '../engine/ports.ts';
import type { AccountFinder } from './account.ts';
import { caUnavailable, type Resource } from './ca-errors.ts';
import { type CagedClient, createCagedClient } from './cage.ts';
import { isCausedBy } from './problem.ts';
import { repeated } from './repeat.ts';
import type { Transport } from './transport.ts';

export interface Conversation {
  /** The CA, for messages. */
  readonly host: string;
  call<T>(resource: Resource, deadline: Deadline, use: (client: CagedClient) => Promise<T>): Promise<T>;
  /** As `call`, and again while the CA is out of reach: for what may be asked twice. */
  callRepeatedly: Conversation['call'];
}

export function createConversation(
  directoryUrl: string,
  account: AccountFinder,
  transport: Transport,
  clock: Pick<Clock, 'sleep'>,
): Conversation {
  const { host } = new URL(directoryUrl);
  const call: Conversation['call'] = async (resource, deadline, use) => {
    try {
      const carry = transport.carrierFor(resource, deadline);
      return await use(createCagedClient(directoryUrl, await account.find(deadline), carry));
    } catch (error) {
      if (isCausedBy(error, 'accountDoesNotExist')) account.forget();
      throw error instanceof RenewerError ? error : ofNoUse(host, resource, error);
    }
  };
  return {
    host,
    call,
    callRepeatedly: (resource, deadline, use) =>
      repeated(() => call(resource, deadline, use), clock, deadline),
  };
}

/** acme-client throws bare errors with the CA's text for answers that it has no use for. */
function ofNoUse(host: string, resource: Resource, error: unknown): RenewerError {
  const words = printable(error instanceof Error ? error.message : String(error), 200);
  return caUnavailable(host, `its answer to ${resource} is of no use: ${words}`, { cause: new Error(words) });
}
