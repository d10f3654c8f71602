/**
 * The port `AcmeServer` on acme-client (RFC 8555): one method, one step of an order; the engine decides what follows.
 * Errors are made where they are seen (transport.ts, ca-errors.ts); none of acme-client's own leaves this folder.
 */
import type { AcmeServer } from '../engine/ports/acme.ts';
import type { Clock } from '../engine/ports/time.ts';
import { type AccountOptions, createAccountFinder } from './account.ts';
import { createConversation } from './conversation.ts';
import { createHttp } from './http.ts';
import {
  AuthorizationMessage,
  ChallengeMessage,
  findDns01,
  parseMessage,
  TxtValue,
  toAuthorization,
  toMeta,
} from './messages.ts';
import { NEW_NONCES_PER_SECOND } from './nonces.ts';
import { createOrderMethods } from './orders.ts';
import { isCausedBy } from './problem.ts';
import { createRenewalInfoReader } from './renewal-info.ts';
import { isOutOfReach, repeated } from './repeat.ts';
import { createTransport } from './transport.ts';

export type AcmeServerOptions = AccountOptions & {
  clock: Clock;
  /** A CA (PEM) to trust beside the machine's own, for a private ACME server. */
  trustedCaPem?: string | undefined;
  /** For one HTTP request. @default 30000 */
  timeoutMs?: number | undefined;
  /** This process's share of the newNonce requests that all processes may make together in any second. @default 10 */
  newNoncesPerSecond?: number | undefined;
};

/**
 * Directory, account and what is known of orders are kept as long as the object: make one per CA and process.
 * @throws RenewerError `config-invalid` when the directory URL is not https.
 */
export function createAcmeServer(options: AcmeServerOptions): AcmeServer {
  const { directoryUrl, clock, trustedCaPem, timeoutMs = 30_000 } = options;
  const { newNoncesPerSecond = NEW_NONCES_PER_SECOND } = options;
  const transport = createTransport({
    directoryUrl,
    clock,
    newNoncesPerSecond,
    send: createHttp({ clock, timeoutMs, trustedCaPem }),
  });
  const account = createAccountFinder(options, transport);
  const conversation = createConversation(directoryUrl, account, transport, clock);
  const { host, call, callRepeatedly } = conversation;

  return {
    ...createOrderMethods(conversation, clock),

    readMeta: async (deadline) =>
      toMeta(await repeated(() => transport.readDirectory(deadline), clock, deadline)),

    readAccountUrl: async (deadline) => (await repeated(() => account.find(deadline), clock, deadline)).url,

    readRenewalInfo: createRenewalInfoReader(host, transport, clock),

    getAuthorization: (url, deadline) =>
      callRepeatedly('authorization', deadline, async (client) => {
        const { data } = await client.api.getAuthorization(url);
        const message = parseMessage(AuthorizationMessage, data, 'authorization', host);
        const dns01 = findDns01(message, host);
        if (!dns01) return toAuthorization(url, message);
        const txtValue = await client.getChallengeKeyAuthorization({ type: 'dns-01', token: dns01.token });
        return toAuthorization(url, message, { url: dns01.url, txtValue: TxtValue.parse(txtValue) });
      }),

    respondToChallenge: async (challengeUrl, deadline) => {
      const respondOrLook = async () => {
        try {
          await call('challenge', deadline, ({ api }) => api.completeChallenge(challengeUrl, {}));
        } catch (error) {
          if (!isOutOfReach(error) && !isCausedBy(error, 'malformed')) throw error;
          // Whether it got there decides, in this run or in one that was killed: a second answer may be refused.
          const { data } = await callRepeatedly('challenge', deadline, ({ api }) =>
            api.apiRequest(challengeUrl, null, [200]),
          );
          if (parseMessage(ChallengeMessage, data, 'challenge', host).status === 'pending') throw error;
        }
      };
      await repeated(respondOrLook, clock, deadline);
    },
  };
}
