/**
 * The environment variables of the renew function. The stack sets them by these names; only this file reads them. They
 * hold settings of the whole stack: Lambda caps all variables at 4 KB, so a certificate's own are in its definition.
 */
import * as z from 'zod/mini';
import {
  listVariable,
  numberVariable,
  parseEnvironment,
  textVariable,
} from '../engine/config/parse-environment.ts';
import { tagsVariable } from '../engine/config/tags.ts';

export const RENEW_VARIABLES = {
  stackName: 'STACK_NAME',
  renewer: 'RENEWER',
  definitionsTableName: 'DEFINITIONS_TABLE_NAME',
  requestsTableName: 'REQUESTS_TABLE_NAME',
  statesTableName: 'STATES_TABLE_NAME',
  earlierTableName: 'EARLIER_TABLE_NAME',
  bucketName: 'CERTIFICATE_BUCKET_NAME',
  bucketOwner: 'CERTIFICATE_BUCKET_OWNER',
  tokenSecretName: 'TOKEN_SECRET_NAME',
  tickMinutes: 'TICK_MINUTES',
  certificateAuthorities: 'CERTIFICATE_AUTHORITIES',
  encryptionKeyArn: 'ENCRYPTION_KEY_ARN',
  secretTags: 'SECRET_TAGS',
  allowPrivateOrigins: 'ALLOW_PRIVATE_ORIGINS',
  acmeContact: 'ACME_CONTACT',
  apiUrl: 'DNSCALE_API_URL',
  httpTimeoutSeconds: 'DNSCALE_HTTP_TIMEOUT_SECONDS',
  ttlSeconds: 'DNSCALE_TTL_SECONDS',
  propagationTimeoutSeconds: 'DNSCALE_PROPAGATION_TIMEOUT_SECONDS',
  closedPortWaitSeconds: 'DNSCALE_CLOSED_PORT_WAIT_SECONDS',
  delegationZones: 'DNSCALE_DELEGATION_ZONES',
  resolvers: 'DNS_RESOLVERS',
  validatingResolvers: 'DNS_VALIDATING_RESOLVERS',
  nameServerPort: 'NAME_SERVER_PORT',
  nameServerDomains: 'NAME_SERVER_DOMAINS',
  allowPrivateNameServers: 'ALLOW_PRIVATE_NAME_SERVERS',
} as const;

const NAMES = RENEW_VARIABLES;

const ENVIRONMENT = z.pipe(
  z.object({
    [NAMES.stackName]: textVariable(),
    [NAMES.renewer]: textVariable(),
    [NAMES.definitionsTableName]: textVariable(),
    [NAMES.requestsTableName]: textVariable(),
    [NAMES.statesTableName]: textVariable(),
    [NAMES.earlierTableName]: z.optional(z.string()),
    [NAMES.bucketName]: textVariable(),
    [NAMES.bucketOwner]: textVariable(),
    [NAMES.tokenSecretName]: textVariable(),
    [NAMES.tickMinutes]: numberVariable(),
    [NAMES.certificateAuthorities]: textVariable(),
    [NAMES.encryptionKeyArn]: z.optional(z.string()),
    [NAMES.secretTags]: tagsVariable(),
    [NAMES.allowPrivateOrigins]: z.optional(z.string()),
    [NAMES.acmeContact]: z.optional(z.string()),
    [NAMES.apiUrl]: textVariable(),
    [NAMES.httpTimeoutSeconds]: numberVariable(),
    [NAMES.ttlSeconds]: numberVariable(),
    [NAMES.propagationTimeoutSeconds]: numberVariable(),
    [NAMES.closedPortWaitSeconds]: numberVariable(),
    [NAMES.delegationZones]: listVariable(),
    [NAMES.resolvers]: listVariable(),
    [NAMES.validatingResolvers]: listVariable(),
    [NAMES.nameServerPort]: numberVariable(),
    [NAMES.nameServerDomains]: listVariable(),
    [NAMES.allowPrivateNameServers]: z.optional(z.string()),
  }),
  z.transform((variables) => ({
    stackName: variables[NAMES.stackName],
    /** Marks what this renewer owns in ACM: its region and name. */
    renewer: variables[NAMES.renewer],
    /** The names of the secrets with account keys and external accounts begin with it. */
    accountSecretPrefix: variables[NAMES.stackName],
    tables: {
      definitions: variables[NAMES.definitionsTableName],
      requests: variables[NAMES.requestsTableName],
      states: variables[NAMES.statesTableName],
    },
    /** Of earlier releases, which had one table; it may not exist. */
    earlierTableName: variables[NAMES.earlierTableName],
    bucketName: variables[NAMES.bucketName],
    /** The account of the bucket. */
    bucketOwner: variables[NAMES.bucketOwner],
    tokenSecretName: variables[NAMES.tokenSecretName],
    /** From one tick of the schedule to the next: it sends a new message for what is still due. */
    tickMinutes: variables[NAMES.tickMinutes],
    /** Directory URLs: the only CAs that definitions may name. With blanks between them, which no URL has. */
    certificateAuthorities: variables[NAMES.certificateAuthorities].split(' '),
    /** Encrypts the secrets that a run makes. @default - AWS's own key */
    encryptionKeyArn: variables[NAMES.encryptionKeyArn],
    /** Of the secrets that a run makes. */
    secretTags: variables[NAMES.secretTags],
    /** Only the word `true` allows them. */
    allowPrivateOrigins: variables[NAMES.allowPrivateOrigins] === 'true',
    /** An e-mail address; undefined for an ACME account without contact. */
    acmeContact: variables[NAMES.acmeContact],
    dnscale: {
      apiUrl: variables[NAMES.apiUrl],
      httpTimeoutMs: variables[NAMES.httpTimeoutSeconds] * 1_000,
      ttlSeconds: variables[NAMES.ttlSeconds],
      propagationTimeoutMs: variables[NAMES.propagationTimeoutSeconds] * 1_000,
      closedPortWaitMs: variables[NAMES.closedPortWaitSeconds] * 1_000,
      /** A CNAME from elsewhere may lead to any name in these zones. */
      delegationZones: variables[NAMES.delegationZones],
    },
    dns: {
      /** Recursive resolvers as `address:port`; empty for the system's. */
      resolvers: variables[NAMES.resolvers],
      /** Resolvers that validate DNSSEC, as `address:port`; empty for none: then nothing is known of it. */
      validatingResolvers: variables[NAMES.validatingResolvers],
      nameServerPort: variables[NAMES.nameServerPort],
      /** The names of DNScale's name servers end in one of these domains. */
      nameServerDomains: variables[NAMES.nameServerDomains],
      /** Only the word `true` allows them. */
      allowPrivateNameServers: variables[NAMES.allowPrivateNameServers] === 'true',
    },
  })),
);

export type RenewEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that is missing or not as expected. */
export function readEnvironment(environment = process.env): RenewEnvironment {
  return parseEnvironment(ENVIRONMENT, environment);
}
