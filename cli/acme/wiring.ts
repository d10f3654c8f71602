/**
 * ACME and its cryptography take longer to load than everything else: they are loaded when they are first needed, while
 * the first questions to DNScale and DNS are under way.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AcmeServerOptions } from '../../functions/acme/acme-server.ts';
import { memoize } from '../../functions/engine/memoize.ts';
import type { AcmeServer, CreateCsr } from '../../functions/engine/ports/acme.ts';

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

/** Of the CSR's cryptography, which takes four times as long: the second question to DNScale is under way by then, too. */
const BEFORE_THE_CSR_MS = 50;

export const createCsrLater: CreateCsr = async (privateKeyPem, domainNames) => {
  await sleep(BEFORE_THE_CSR_MS);
  const { createCsr } = await import('../../functions/acme/csr.ts');
  return createCsr(privateKeyPem, domainNames);
};
