/** The renew function: one certificate at a time from the queue. No other function reads keys or the token. */
import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RENEWER_TAG, renewerTag } from '../functions/aws/certificate-tags.ts';
import {
  accountKeyPrefix,
  certificateSecretPrefix,
  externalAccountPrefix,
} from '../functions/aws/secret-names.ts';
import type { RenewerSettings } from '../functions/engine/config/renewer-config.ts';
import { RENEW_VARIABLES } from '../functions/renew/environment.ts';
import type { AllowedRequests } from './allowed-requests.ts';
import type { CertificateBucket } from './certificate-bucket.ts';
import { grantEvents } from './event-grant.ts';
import { HandlerFunction, type Network } from './handler-function.ts';
import { grantImport } from './import-grant.ts';
import type { RecordsTables } from './records-tables.ts';
import { renewerNameOf } from './renewer-scope.ts';
import { RunTimeTags } from './run-time-tags.ts';
import type { TokenSecret } from './token-secret.ts';
import { RUN_TIMEOUT, type WorkQueue } from './work-queue.ts';

export type RenewFunctionProps = {
  /** What holds for all certificates. */
  settings: Pick<RenewerSettings, 'acmeContact' | 'allowPrivateOrigins' | 'dnscale' | 'dns'>;
  /** The regions whose ACM gets certificates, and the CAs that they may name. */
  allowed: AllowedRequests;
  /** Encrypts the account keys. @default - Secrets Manager's own key */
  encryptionKey?: IKey | undefined;
  /** Where the function runs. @default - in no VPC */
  network?: Network | undefined;
  /** Keys and certificates are stored here. */
  bucket: CertificateBucket;
  /** Definitions are read here, states written. */
  records: RecordsTables;
  /** Holds the DNScale token. */
  tokenSecret: TokenSecret;
  /** Delivers the certificates to check, one message each. */
  workQueue: WorkQueue;
  /** Time from tick to tick, in minutes. */
  everyMinutes: number;
};

/** Lambda caps all variables of a function at 4 KB. */
const MAX_TAGS_LENGTH = 1_024;

type Renew = HandlerFunction<keyof typeof RENEW_VARIABLES>;

export class RenewFunction extends Construct {
  /** What the queue invokes. */
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: RenewFunctionProps) {
    super(scope, id);
    const renew = new HandlerFunction(this, 'Function', {
      name: 'renew',
      description: 'Checks one certificate: renews, stores and imports it when it is due',
      handler: 'renew',
      network: props.network,
      variables: RENEW_VARIABLES,
      timeout: RUN_TIMEOUT,
      // Memory is CPU: an RSA-4096 key takes seconds with less.
      memorySize: 1024,
    });
    props.records.grantRun(renew);
    props.bucket.grantStore(renew);
    props.tokenSecret.grantRead(renew);
    grantAccounts(renew);
    grantCertificateSecrets(renew);
    grantImport(renew, props.allowed);
    grantEvents(renew);
    renew.setVariable('certificateAuthorities', props.allowed.certificateAuthoritiesText);
    renew.setVariable('tickMinutes', String(props.everyMinutes));
    // The roles may use the key already, by what it encrypts.
    if (props.encryptionKey) renew.setVariable('encryptionKeyArn', props.encryptionKey.keyArn);
    setSettings(renew, props.settings);
    props.workQueue.deliverTo(renew);
    this.handler = renew;
  }
}

/**
 * Lets the function keep one ACME account key per CA, each in a secret that it creates by itself, and read the external
 * accounts that a person has put beside them.
 */
function grantAccounts(renew: Renew): void {
  const stack = Stack.of(renew);
  const reason = "The rest of the name is the CA's.";
  const accountKeys = anySecret(accountKeyPrefix(renewerNameOf(renew)), stack);
  const externalAccounts = anySecret(externalAccountPrefix(renewerNameOf(renew)), stack);
  const read = 'secretsmanager:GetSecretValue';
  const tags = new RunTimeTags(renew, 'SecretTags', 'AWS::SecretsManager::Secret', MAX_TAGS_LENGTH);
  tags.whenTagged((values) => {
    renew.setVariable('secretTags', stack.toJsonString(values));
    renew.allowWildcards({ actions: ['secretsmanager:TagResource'], resources: [accountKeys] }, reason);
  });
  renew.allowWildcards({ actions: [read, 'secretsmanager:CreateSecret'], resources: [accountKeys] }, reason);
  renew.allowWildcards({ actions: [read], resources: [externalAccounts] }, reason);
}

/**
 * Lets the function keep certificates in secrets that it makes by itself, with the renewer's tag. Other stacks declare certificates
 * too, so it cannot depend on whether one of this stack asks for it.
 */
function grantCertificateSecrets(renew: Renew): void {
  const stack = Stack.of(renew);
  const renewerName = renewerNameOf(renew);
  const resources = [anySecret(certificateSecretPrefix(renewerName), stack)];
  const reason = "The rest of the name is the certificate's.";
  const renewer = renewerTag(stack.region, renewerName);
  const allow = (actions: string[], tag?: 'Request' | 'Resource') => {
    const conditions = tag && { StringEquals: { [`aws:${tag}Tag/${RENEWER_TAG}`]: renewer } };
    renew.allowWildcards({ actions, resources, ...(conditions && { conditions }) }, reason);
  };
  // What is not ours has to be told from what is not there.
  allow(['secretsmanager:DescribeSecret']);
  allow(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], 'Request');
  const actions = ['GetSecretValue', 'PutSecretValue', 'RestoreSecret', 'DeleteSecret'];
  allow(
    actions.map((action) => `secretsmanager:${action}`),
    'Resource',
  );
}

function anySecret(prefix: string, stack: Stack): string {
  return stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function setSettings(renew: Renew, settings: RenewFunctionProps['settings']): void {
  const { acmeContact, dnscale, dns } = settings;
  if (acmeContact !== undefined) renew.setVariable('acmeContact', acmeContact);
  renew.setVariable('apiUrl', dnscale.apiUrl);
  renew.setVariable('httpTimeoutSeconds', String(dnscale.httpTimeoutSeconds));
  renew.setVariable('ttlSeconds', String(dnscale.ttlSeconds));
  renew.setVariable('propagationTimeoutSeconds', String(dnscale.propagationTimeoutSeconds));
  renew.setVariable('closedPortWaitSeconds', String(dnscale.closedPortWaitSeconds));
  if (dnscale.delegationZones.length > 0) {
    renew.setVariable('delegationZones', dnscale.delegationZones.join(','));
  }
  if (dns.resolvers.length > 0) renew.setVariable('resolvers', dns.resolvers.join(','));
  renew.setVariable('validatingResolvers', dns.validatingResolvers.join(','));
  renew.setVariable('nameServerPort', String(dns.nameServerPort));
  renew.setVariable('nameServerDomains', dns.nameServerDomains.join(','));
  if (settings.allowPrivateOrigins) renew.setVariable('allowPrivateOrigins', 'true');
  if (dns.allowPrivateNameServers) renew.setVariable('allowPrivateNameServers', 'true');
}
