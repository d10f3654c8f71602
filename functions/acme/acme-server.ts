/**
 * The port `AcmeServer` on acme-client (RFC 8555): each method is one step of an order; the engine decides what follows.
 * Errors are made where they are seen (answer.ts, ca-errors.ts); none of acme-client's own leaves this folder.
 */
import type { AcmeServer } from '../engine/ports/acme.ts';
import type { Clock } from '../engine/ports/time.ts';
import { type AccountOptions, createAccountFinder } from './account.ts';
import { createAuthorizationMethods } from './authorizations.ts';
import { createConversation } from './conversation.ts';
import { createHttp } from './http.ts';
import { toMeta } from './messages.ts';
import { NEW_NONCES_PER_SECOND } from './nonces.ts';
import { createOrderMethods } from './orders.ts';
import { createRenewalInfoReader } from './renewal-info.ts';
import { repeated } from './repeat.ts';
import { createRevocation } from './revocation.ts';
import { createTransport } from './transport.ts';
import { withholdSecrets } from './withheld.ts';

export type AcmeServerOptions = AccountOptions & {
  clock: Clock;
  /** A CA (PEM) to trust beside the machine's own, for a private ACME server. @default none */
  trustedCaPem?: string | undefined;
  /** Whether its servers may stand at private addresses. @default - as the directory's URL does */
  allowPrivateOrigins?: boolean | undefined;
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
  const { directoryUrl, clock, trustedCaPem, timeoutMs = 30_000, allowPrivateOrigins } = options;
  const { newNoncesPerSecond = NEW_NONCES_PER_SECOND } = options;
  const { accountOptions, redact } = withholdSecrets(options);
  const transport = createTransport({
    directoryUrl,
    clock,
    newNoncesPerSecond,
    send: createHttp({ clock, directoryUrl, allowPrivateOrigins, timeoutMs, trustedCaPem, redact }),
  });
  const account = createAccountFinder(accountOptions, transport);
  const conversation = createConversation(directoryUrl, account, transport, clock);

  return {
    ...createOrderMethods(conversation, clock),

    ...createAuthorizationMethods(conversation, clock),

    readMeta: async (deadline, maxAgeMs) =>
      toMeta(await repeated(() => transport.readDirectory(deadline, maxAgeMs), clock, deadline)),

    readAccountUrl: async (deadline) => (await repeated(() => account.find(deadline), clock, deadline)).url,

    findAccount: async (deadline) => (await repeated(() => account.ask(deadline), clock, deadline))?.url,

    readRenewalInfo: createRenewalInfoReader(conversation.host, transport, clock),

    revokeCertificate: createRevocation(conversation, transport),
  };
}
