/** What the CA was asked for and what it granted, read from the proxies' log alone. */
import type { PartyRequest } from '../../test/support/world/proxy/request-log.ts';

/**
 * How many certificates with this name the CA has issued: one for each finalize request that it accepted, whether or
 * not its answer arrived. The name must not be the end of another certificate's.
 */
export function certificatesFor(domainName: string, requests: readonly PartyRequest[]): number {
  return requests.filter(
    ({ operation, status, body }) =>
      operation === 'finalize' && status === 200 && csrOf(body).includes(domainName),
  ).length;
}

/** The names stand in the CSR's DER as plain ASCII. */
function csrOf(jws: string): Buffer {
  const { payload } = JSON.parse(jws);
  const { csr } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return Buffer.from(csr, 'base64url');
}
