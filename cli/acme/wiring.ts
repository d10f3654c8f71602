/** ACME takes long to load: it is loaded when it is first needed, while the first questions to DNScale and DNS are under way. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AcmeServerOptions } from '../../functions/acme/acme-server.ts';
import { memoize } from '../../functions/engine/memoize.ts';
import type { AcmeServer } from '../../functions/engine/ports/acme.ts';

/**
 * The server of `createAcmeServer`, made at the first call. Each method is written out: a Proxy would answer to `then` as
 * well, and an `await` on it would never end.
 */
export function acmeServerLater(options: AcmeServerOptions): AcmeServer {
  const server = memoize(async () => {
    await sleep(BEFORE_LOADING_MS);
    return (await import('../../functions/acme/acme-server.ts')).createAcmeServer(options);
  });
  return {
    readMeta: async (...args) => (await server()).readMeta(...args),
    readAccountUrl: async (...args) => (await server()).readAccountUrl(...args),
    findAccount: async (...args) => (await server()).findAccount(...args),
    readRenewalInfo: async (...args) => (await server()).readRenewalInfo(...args),
    createOrder: async (...args) => (await server()).createOrder(...args),
    getOrder: async (...args) => (await server()).getOrder(...args),
    getAuthorization: async (...args) => (await server()).getAuthorization(...args),
    respondToChallenge: async (...args) => (await server()).respondToChallenge(...args),
    finalizeOrder: async (...args) => (await server()).finalizeOrder(...args),
    downloadCertificate: async (...args) => (await server()).downloadCertificate(...args),
    downloadAlternates: async (...args) => (await server()).downloadAlternates(...args),
    revokeCertificate: async (...args) => (await server()).revokeCertificate(...args),
  };
}

/** Loading holds up everything else in this process: the questions that begin at the same time are sent first. */
const BEFORE_LOADING_MS = 5;
