/**
 * The command's environment: lego's names and units (seconds), read here and nowhere else. An empty variable counts as
 * absent.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { DEFAULTS } from '../functions/engine/config/defaults.ts';
import { describeFaults } from '../functions/engine/config/faults.ts';
import { RenewerError } from '../functions/engine/errors.ts';

const { dnscale: DNSCALE } = DEFAULTS;

const CA_FILE = 'the path of a file with CA certificates (PEM)';

const ENVIRONMENT = z.pipe(
  z.object({
    DNSCALE_API_TOKEN: z.optional(z.string()),
    DNSCALE_API_TOKEN_FILE: z.optional(z.string()),
    DNSCALE_API_URL: z._default(z.string(), DNSCALE.apiUrl),
    DNSCALE_HTTP_TIMEOUT: z._default(wholeNumber(1, 600), DNSCALE.httpTimeoutSeconds),
    DNSCALE_POLLING_INTERVAL: z.optional(wholeNumber(1, 600)),
    DNSCALE_PROPAGATION_TIMEOUT: z._default(wholeNumber(1, 3_600), DNSCALE.propagationTimeoutSeconds),
    DNSCALE_TTL: z._default(wholeNumber(120, 86_400), DNSCALE.ttlSeconds),
    DNSCALE_CERTS_EAB_KID: z.optional(z.string()),
    DNSCALE_CERTS_EAB_HMAC_KEY: z.optional(z.string()),
    DNSCALE_CERTS_VALIDATING_RESOLVERS: z.optional(z.string()),
    DNSCALE_CERTS_DELEGATION_ZONES: z.optional(z.string()),
    AWS_REGION: z.optional(z.string()),
    AWS_DEFAULT_REGION: z.optional(z.string()),
    AWS_PROFILE: z.optional(z.string()),
    AWS_CONFIG_FILE: z.optional(z.string()),
    AWS_SHARED_CREDENTIALS_FILE: z.optional(z.string()),
    NODE_EXTRA_CA_CERTS: z.optional(z.string().check(z.refine(holdsCertificates, { error: CA_FILE }))),
    DNSCALE_CERTS_ALLOW_PRIVATE_ORIGINS: z._default(trueOrFalse(), 'false'),
    // For a DNScale that is not the real one: a local world.
    DNSCALE_NAME_SERVER_PORT: z._default(wholeNumber(1, 65_535), DEFAULTS.nameServerPort),
    DNSCALE_NAME_SERVER_DOMAINS: z.optional(z.string()),
    DNSCALE_ALLOW_PRIVATE_NAME_SERVERS: z._default(trueOrFalse(), 'false'),
  }),
  z.transform((variables) => ({
    /** As given: it may need trimming, and it may be wrong. @default - none */
    token: variables.DNSCALE_API_TOKEN,
    /** Path of a file that holds the token. @default - none */
    tokenFile: variables.DNSCALE_API_TOKEN_FILE,
    /** The external account for a CA that wants one, as given. @default - none */
    eab: { keyId: variables.DNSCALE_CERTS_EAB_KID, hmacKey: variables.DNSCALE_CERTS_EAB_HMAC_KEY },
    /** @default 'https://api.dnscale.eu/v1' */
    apiUrl: variables.DNSCALE_API_URL,
    /** For one request. @default 30000 */
    httpTimeoutMs: variables.DNSCALE_HTTP_TIMEOUT * 1_000,
    /** The longest pause between two questions to a name server. @default - the engine's */
    pollingIntervalMs: secondsToMs(variables.DNSCALE_POLLING_INTERVAL),
    /** The longest wait until every name server shows a value. @default 120000 */
    propagationTimeoutMs: variables.DNSCALE_PROPAGATION_TIMEOUT * 1_000,
    /** Of the TXT records. @default 120 */
    ttlSeconds: variables.DNSCALE_TTL,
    /** As the AWS CLI takes it; the SDK knows only the first of them. @default - the AWS profile's */
    awsRegion: variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION,
    /** @default - the AWS CLI's `default` */
    awsProfile: variables.AWS_PROFILE,
    /** Paths of files. @default - those of the AWS CLI, in the home directory */
    awsConfigFile: variables.AWS_CONFIG_FILE,
    awsCredentialsFile: variables.AWS_SHARED_CREDENTIALS_FILE,
    /** Of the authoritative name servers. @default 53 */
    nameServerPort: variables.DNSCALE_NAME_SERVER_PORT,
    /** The domains that contain the names of DNScale's name servers. @default ['dnscale.eu'] */
    nameServerDomains: listOf(variables.DNSCALE_NAME_SERVER_DOMAINS) ?? [...DEFAULTS.nameServerDomains],
    /** Zones at DNScale in which a CNAME from elsewhere may lead to any name. @default [] */
    delegationZones: listOf(variables.DNSCALE_CERTS_DELEGATION_ZONES) ?? [...DNSCALE.delegationZones],
    /** Whether the API and a CA's servers may stand at private addresses that no URL names. @default false */
    allowPrivateOrigins: variables.DNSCALE_CERTS_ALLOW_PRIVATE_ORIGINS === 'true',
    /** Whether name servers at loopback, private and other special addresses are asked. @default false */
    allowPrivateNameServers: variables.DNSCALE_ALLOW_PRIVATE_NAME_SERVERS === 'true',
    /** Resolvers that validate DNSSEC, as `host` or `host:port`. @default ['1.1.1.1:53', '8.8.8.8:53'] */
    validatingResolvers: listOf(variables.DNSCALE_CERTS_VALIDATING_RESOLVERS) ?? [
      ...DEFAULTS.validatingResolvers,
    ],
  })),
);

export type CommandEnvironment = z.output<typeof ENVIRONMENT>;

/** @throws RenewerError `config-invalid`, naming every variable that cannot be used. */
export function readCommandEnvironment(environment: NodeJS.ProcessEnv): CommandEnvironment {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = z.safeParse(ENVIRONMENT, given);
  if (parsed.success) return parsed.data;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    message: `The environment cannot be used: ${describeFaults(parsed.error.issues, given).join('; ')}.`,
  });
}

/** Node reads the file itself, and ignores one that it cannot read: the CA would be refused without a word about why. */
function holdsCertificates(path: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes('-----BEGIN CERTIFICATE-----');
  } catch {
    return false;
  }
}

function trueOrFalse() {
  return z.enum(['true', 'false'], { error: 'true or false' });
}

function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,9}$/, { error })), z.transform(Number)),
    z.number().check(z.gte(from, { error }), z.lte(to, { error })),
  );
}

function listOf(text: string | undefined): string[] | undefined {
  const parts = text?.split(',').map((part) => part.trim());
  return parts?.filter((part) => part !== '');
}

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
