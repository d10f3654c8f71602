/** Puts the engine and its adapters together for the renew function. Makes no connection and reads no secret. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { createAcmeServer } from '../acme/acme-server.ts';
import { createCsr } from '../acme/csr.ts';
import { createAccountKey, createCertificateKey } from '../acme/keys.ts';
import { NEW_NONCES_PER_SECOND } from '../acme/nonces.ts';
import { createAccountKeyStore } from '../aws/account-key-store.ts';
import { lazyAcm } from '../aws/acm-clients.ts';
import { createCertificateImporter } from '../aws/certificate-importer.ts';
import { createCertificateRecords } from '../aws/certificate-records.ts';
import { createCertificateStore } from '../aws/certificate-store.ts';
import { lazyDynamoDb } from '../aws/dynamo-db-client.ts';
import { lazyEventBridge } from '../aws/event-bridge-client.ts';
import { createEventBus } from '../aws/event-bus.ts';
import { createExternalAccountSource } from '../aws/external-account-source.ts';
import { createFleetChecks, type FleetChecksOptions } from '../aws/fleet-checks.ts';
import { createOrderQuota } from '../aws/order-quota.ts';
import { lazyS3 } from '../aws/s3-client.ts';
import { createSecretTarget } from '../aws/secret-target.ts';
import { lazySecretsManager } from '../aws/secrets-manager-client.ts';
import { createTokenSource } from '../aws/token-source.ts';
import { createTokenTrials } from '../aws/token-trials.ts';
import { parseWorkMessage } from '../aws/work-message.ts';
import { createDnscale } from '../dnscale/dnscale.ts';
import { versionName } from '../engine/certificate/version-name.ts';
import { expectDeployedAuthority } from '../engine/config/deployed-authorities.ts';
import { RUNS_AT_ONCE } from '../engine/config/limits.ts';
import { systemClock as clock } from '../engine/deadline.ts';
import { memoize } from '../engine/memoize.ts';
import { placeOf } from '../engine/notify/place-of.ts';
import type {
  AccountKeyReader,
  AccountKeyStore,
  AcmeServer,
  ExternalAccountSource,
} from '../engine/ports/acme.ts';
import type { RunPorts } from '../engine/run/run.ts';
import type { TokenTrialPorts } from '../engine/token/try-token.ts';
import { createEventLog } from '../logging/event-log.ts';
import { createFleetMetrics } from '../logging/fleet-metrics.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { createResolver } from '../resolver/create-resolver.ts';
import type { RenewEnvironment } from './environment.ts';
import { createRunToken, type RunToken } from './run-token.ts';

export type Wiring = {
  /** Everything that a run for this certificate needs. */
  portsFor(certificateName: string): RunPorts;
  /** Everything that a trial of the token needs. */
  trialPorts(): TokenTrialPorts;
  parseMessage: typeof parseWorkMessage;
  /** How long a message holds: then the next tick has asked again. */
  holdsMs: number;
  logger: Logger;
};

export function wire(environment: RenewEnvironment): Wiring {
  const { stackName, renewer, tables, earlierTableName, tokenSecretName, dnscale, dns } = environment;
  const { bucketName, bucketOwner, encryptionKeyArn } = environment;
  const logger = createLogger();
  const dynamoDb = lazyDynamoDb();
  const secrets = lazySecretsManager();
  const tokenSecret = createTokenSource({ client: secrets, secretId: tokenSecretName });
  const resolver = resolverFor(dns);
  const store = createCertificateStore({ client: lazyS3(), bucketName, bucketOwner, clock });
  const place = placeOf({ renewer, account: bucketOwner, functionName: 'renew' });
  const shared = {
    clock,
    resolver,
    lookups: resolver,
    nameServerDomains: dns.nameServerDomains,
    delegationZones: dnscale.delegationZones,
    notices: { sink: createEventBus({ client: lazyEventBridge(), place, clock }), place },
    records: createCertificateRecords({ client: dynamoDb, tables, earlierTableName, clock }),
    store,
    storeProof: store,
    liveFiles: store,
    orderQuota: createOrderQuota({ client: dynamoDb, tableName: tables.states, clock, newId: randomUUID }),
    importer: createCertificateImporter({ client: lazyAcm(), renewer, stackName, clock }),
    secrets: createSecretTarget({ client: secrets, renewerName: stackName, renewer, encryptionKeyArn }),
    expectAuthority: (directoryUrl: string) =>
      expectDeployedAuthority(directoryUrl, environment.certificateAuthorities),
    acmeServer: acmeServers(environment, accountSecrets(secrets, environment)),
    hasDeployedAccount: true,
    propagation: {
      timeoutMs: dnscale.propagationTimeoutMs,
      closedPortWaitMs: dnscale.closedPortWaitMs,
    },
    createKey: createCertificateKey,
    readRoots: () => rootCertificates,
    createCsr,
    newVersion: (now: Date) => versionName(now, randomBytes(4)),
    newRunId: randomUUID,
  };
  const openDnscale = dnscaleOpener(environment);
  const metrics = createFleetMetrics(place.renewerName);
  return {
    logger,
    parseMessage: parseWorkMessage,
    holdsMs: environment.tickMinutes * 60_000,
    trialPorts: () => {
      const token = createRunToken(tokenSecret);
      const records = { client: dynamoDb, tables, tableName: tables.states };
      return { clock, ...trialRecords(records), zones: openDnscale(token), tokenVersions: token };
    },
    portsFor: (certificateName) => {
      const token = createRunToken(tokenSecret);
      const zonesAndRecords = openDnscale(token);
      const events = metrics.counting(createEventLog({ certificateName, logger }));
      return { ...shared, zones: zonesAndRecords, txtRecords: zonesAndRecords, tokenVersions: token, events };
    },
  };
}

/** Made for each run, since it keeps the token that it has read: the next run reads one that was replaced meanwhile. */
function dnscaleOpener({ dnscale, allowPrivateOrigins }: RenewEnvironment) {
  return ({ readToken }: RunToken) =>
    createDnscale({
      apiUrl: dnscale.apiUrl,
      allowPrivateOrigins,
      readToken,
      clock,
      timeoutMs: dnscale.httpTimeoutMs,
      ttlSeconds: dnscale.ttlSeconds,
    });
}

type TrialRecords = Pick<FleetChecksOptions, 'client' | 'tables'> & { tableName: string };

function trialRecords(records: TrialRecords): Pick<TokenTrialPorts, 'trials' | 'checks'> {
  const checks = createFleetChecks({ ...records, clock, newId: randomUUID });
  return { trials: createTokenTrials(records), checks };
}

function resolverFor(dns: RenewEnvironment['dns']) {
  return createResolver({
    clock,
    recursiveServers: dns.resolvers.length > 0 ? dns.resolvers : undefined,
    validatingServers: dns.validatingResolvers,
    nameServerPort: dns.nameServerPort,
    allowPrivateNameServers: dns.allowPrivateNameServers,
  });
}

type AccountSecrets = {
  accountKeys: AccountKeyStore & AccountKeyReader;
  externalAccounts: ExternalAccountSource;
};

function accountSecrets(
  client: ReturnType<typeof lazySecretsManager>,
  { accountSecretPrefix: prefix, encryptionKeyArn, secretTags: tags }: RenewEnvironment,
): AccountSecrets {
  return {
    accountKeys: createAccountKeyStore({ client, prefix, encryptionKeyArn, tags }),
    externalAccounts: createExternalAccountSource({ client, prefix }),
  };
}

/** One for each CA, kept while the function is warm: it remembers the directory and the account. */
function acmeServers(
  { acmeContact, certificateAuthorities, allowPrivateOrigins }: RenewEnvironment,
  { accountKeys, externalAccounts }: AccountSecrets,
): (url: string) => AcmeServer {
  return memoize((directoryUrl) => {
    expectDeployedAuthority(directoryUrl, certificateAuthorities);
    return createAcmeServer({
      directoryUrl,
      allowPrivateOrigins,
      loadAccountKey: (deadline) => accountKeys.getOrCreate(directoryUrl, createAccountKey, deadline),
      findAccountKey: (deadline) => accountKeys.read(directoryUrl, deadline),
      loadExternalAccount: (deadline) => externalAccounts.readExternalAccount(directoryUrl, deadline),
      contact: acmeContact,
      // The configuration cannot be deployed without it (renewer-config.ts).
      termsOfServiceAgreed: true,
      clock,
      newNoncesPerSecond: NEW_NONCES_PER_SECOND / RUNS_AT_ONCE,
    });
  });
}
