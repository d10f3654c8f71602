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

/** So that the second question to DNScale, and what it needs to be sent, comes first. */
const AFTER_THE_ZONES_MS = 5;

/** Where DNScale takes longer, or is not asked at all. */
const LONGEST_WAIT_MS = 100;

/**
 * Makes the CSR of an order, whose cryptography takes four times as long to load as ACME itself.
 * @param asked resolves when DNScale has told its zones: it will be busy with the next question then.
 */
export function createCsrLater(asked: Promise<unknown>): CreateCsr {
  return async (privateKeyPem, domainNames) => {
    await Promise.race([asked, sleep(LONGEST_WAIT_MS)]);
    await sleep(AFTER_THE_ZONES_MS);
    const { createCsr } = await import('../../functions/acme/csr.ts');
    return createCsr(privateKeyPem, domainNames);
  };
}
