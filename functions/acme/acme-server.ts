/**
 * The port `AcmeServer` on acme-client (RFC 8555): each method is one step of an order; the engine decides what follows.
 * Errors are made where they are seen (answer.ts, ca-errors.ts); none of acme-client's own leaves this folder.
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
  /** A CA (PEM) to trust beside the machine's own, for a private ACME server. @default none */
  trustedCaPem?: string | undefined;
  /** For one HTTP request. @default 30000 */
  timeoutMs?: number | undefined;
  /** newNonce requests a second: this process's share of what all processes may make together. @default 10 */
  newNoncesPerSecond?: number | undefined;
};

/**
 * The object keeps the directory, the account and what it knows of orders: make one per CA and process.
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
      const respondOrReadStatus = async () => {
        try {
          await call('challenge', deadline, ({ api }) => api.completeChallenge(challengeUrl, {}));
        } catch (error) {
          if (!isOutOfReach(error) && !isCausedBy(error, 'malformed')) throw error;
          // This call, or one of a killed run, may have reached the CA, which may then refuse a second answer.
          const { data } = await callRepeatedly('challenge', deadline, ({ api }) =>
            api.apiRequest(challengeUrl, null, [200]),
          );
          const { status } = parseMessage(ChallengeMessage, data, 'challenge', host);
          if (status.toLowerCase() === 'pending') throw error;
        }
      };
      await repeated(respondOrReadStatus, clock, deadline);
    },
  };
}
