/**
 * The environment variables of the renew function: named, set and read here and nowhere else. Settings of
 * the whole stack only; what differs by certificate is in its definition (Lambda caps all variables at 4 KB).
 */
import * as z from 'zod/mini';
import {
  listVariable,
  numberVariable,
  parseEnvironment,
  textVariable,
} from '../engine/config/parse-environment.ts';

export const STACK_NAME = 'STACK_NAME';
export const RECORDS_TABLE_NAME = 'RECORDS_TABLE_NAME';
export const CERTIFICATE_BUCKET_NAME = 'CERTIFICATE_BUCKET_NAME';
export const TOKEN_SECRET_NAME = 'TOKEN_SECRET_NAME';
export const ACME_CONTACT = 'ACME_CONTACT';
export const DNSCALE_API_URL = 'DNSCALE_API_URL';
export const DNSCALE_HTTP_TIMEOUT_SECONDS = 'DNSCALE_HTTP_TIMEOUT_SECONDS';
export const DNSCALE_TTL_SECONDS = 'DNSCALE_TTL_SECONDS';
export const DNSCALE_PROPAGATION_TIMEOUT_SECONDS = 'DNSCALE_PROPAGATION_TIMEOUT_SECONDS';
export const DNSCALE_CLOSED_PORT_WAIT_SECONDS = 'DNSCALE_CLOSED_PORT_WAIT_SECONDS';
export const DNS_RESOLVERS = 'DNS_RESOLVERS';
export const NAME_SERVER_PORT = 'NAME_SERVER_PORT';
export const NAME_SERVER_DOMAINS = 'NAME_SERVER_DOMAINS';

const ENVIRONMENT = z.pipe(
  z.object({
    [STACK_NAME]: textVariable(),
    [RECORDS_TABLE_NAME]: textVariable(),
    [CERTIFICATE_BUCKET_NAME]: textVariable(),
    [TOKEN_SECRET_NAME]: textVariable(),
    [ACME_CONTACT]: z.optional(z.string()),
    [DNSCALE_API_URL]: textVariable(),
    [DNSCALE_HTTP_TIMEOUT_SECONDS]: numberVariable(),
    [DNSCALE_TTL_SECONDS]: numberVariable(),
    [DNSCALE_PROPAGATION_TIMEOUT_SECONDS]: numberVariable(),
    [DNSCALE_CLOSED_PORT_WAIT_SECONDS]: numberVariable(),
    [DNS_RESOLVERS]: listVariable(),
    [NAME_SERVER_PORT]: numberVariable(),
    [NAME_SERVER_DOMAINS]: listVariable(),
  }),
  z.transform((variables) => ({
    /** Marks what this stack owns in ACM. */
    stackName: variables[STACK_NAME],
    /** Names of the secrets with account keys and external accounts begin with this. */
    accountSecretPrefix: variables[STACK_NAME],
    tableName: variables[RECORDS_TABLE_NAME],
    bucketName: variables[CERTIFICATE_BUCKET_NAME],
    tokenSecretName: variables[TOKEN_SECRET_NAME],
    /** An e-mail address; undefined for an ACME account without contact. */
    acmeContact: variables[ACME_CONTACT],
    dnscale: {
      apiUrl: variables[DNSCALE_API_URL],
      httpTimeoutMs: variables[DNSCALE_HTTP_TIMEOUT_SECONDS] * 1_000,
      ttlSeconds: variables[DNSCALE_TTL_SECONDS],
      propagationTimeoutMs: variables[DNSCALE_PROPAGATION_TIMEOUT_SECONDS] * 1_000,
      closedPortWaitMs: variables[DNSCALE_CLOSED_PORT_WAIT_SECONDS] * 1_000,
    },
    dns: {
      /** Recursive resolvers as `address:port`; empty for the system's. */
      resolvers: variables[DNS_RESOLVERS],
      nameServerPort: variables[NAME_SERVER_PORT],
      /** Where DNScale's name servers have their names. */
      nameServerDomains: variables[NAME_SERVER_DOMAINS],
    },
  })),
);

export type RenewEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing or not as expected. */
export function readEnvironment(environment = process.env): RenewEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
