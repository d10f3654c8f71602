/**
 * ACME and its cryptography take longer to load than all the rest: they are loaded when they are first needed, while
 * the first questions to DNScale and DNS are under way.
 */
import type { AcmeServerOptions } from '../../functions/acme/acme-server.ts';
import type { AcmeServer, CreateCsr } from '../../functions/engine/ports/acme.ts';

/** All of the port's methods are asynchronous, so that each of them can wait for the module first. */
export function acmeServerLater(options: AcmeServerOptions): AcmeServer {
  let loading: Promise<AcmeServer> | undefined;
  const load = async () => (await import('../../functions/acme/acme-server.ts')).createAcmeServer(options);
  return new Proxy({} as AcmeServer, {
    get:
      (_, method: keyof AcmeServer) =>
      async (...args: never[]) => {
        loading ??= load();
        const server = await loading;
        return (server[method] as (...args: never[]) => unknown)(...args);
      },
  });
}

export const createCsrLater: CreateCsr = async (privateKeyPem, domainNames) => {
  const { createCsr } = await import('../../functions/acme/csr.ts');
  return createCsr(privateKeyPem, domainNames);
};
