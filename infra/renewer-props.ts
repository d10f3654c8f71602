/** What a renewer is made with, and how that is checked: by the schema of the configuration file. */
import { Stack, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { wrongValue } from '../functions/engine/config/faults.ts';
import type { RenewerSettings } from '../functions/engine/config/renewer-config.ts';
import { isRenewerName, RENEWER_NAME } from '../functions/engine/config/renewer-name.ts';
import { checkRenewer } from '../functions/engine/config/validate.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { findWrongKeyRegion } from './encryption-key.ts';
import { AUTHORITY, CARRIED, isObject, KEY, LITERAL, listOf, REGIONS, thing } from './prop-kinds.ts';
import { standInForRegions } from './region-tokens.ts';
import { type KindsOf, takeProps, unknownAtSynth } from './take-props.ts';

/** How DNScale is used. */
export interface DnscaleOptions {
  /**
   * https URL of DNScale's API with its version.
   *
   * @default 'https://api.dnscale.eu/v1'
   */
  readonly apiUrl?: string;
  /**
   * Longest wait for one answer of the API, in seconds, 1 to 60.
   *
   * @default 30
   */
  readonly httpTimeoutSeconds?: number;
  /**
   * TTL of the TXT records, in seconds, 120 and more.
   *
   * @default 120
   */
  readonly ttlSeconds?: number;
  /**
   * Longest wait until every name server shows a value, in seconds, 1 to 240: a cap, not a pause.
   *
   * @default 120
   */
  readonly propagationTimeoutSeconds?: number;
  /**
   * How long to wait, in seconds, 1 to 240, where the network lets no DNS questions out.
   *
   * @default 60
   */
  readonly closedPortWaitSeconds?: number;
  /**
   * Shortest extra wait, in seconds, 0 to 180, from when every name server shows a value until the CA is told.
   *
   * @default 0
   */
  readonly extraWaitSeconds?: number;
}

/** How DNS is asked. */
export interface DnsOptions {
  /**
   * Recursive resolvers that find the name servers, as `address:port`. A VPC with resolvers of its own needs them.
   *
   * @default - the system's
   */
  readonly resolvers?: string[];
  /**
   * Resolvers that validate DNSSEC, as `address:port`, asked for that alone, at most three.
   *
   * @default ['1.1.1.1:53', '8.8.8.8:53']
   */
  readonly validatingResolvers?: string[];
  /**
   * Port of the authoritative name servers.
   *
   * @default 53
   */
  readonly nameServerPort?: number;
  /**
   * Domains that contain the names of DNScale's name servers.
   *
   * @default ['dnscale.eu']
   */
  readonly nameServerDomains?: string[];
  /**
   * Whether name servers at private, loopback and other special addresses are asked.
   *
   * @default false
   */
  readonly allowPrivateNameServers?: boolean;
}

/** What a renewer is made with. */
export interface CertificateRenewerProps {
  /** Must be true: you accept the terms of service of the certificate authority. */
  readonly termsOfServiceAgreed: boolean;
  /**
   * Who is told when a certificate needs somebody, when the renewer crashes and when a schedule fails. AWS sends this address
   * one mail to confirm first.
   *
   * @default - nobody but the subscribers of `topic`, which is required then
   */
  readonly alertEmail?: string;
  /**
   * All physical names begin with it, and other stacks and the command find the renewer by it. It is for life. A letter, then
   * letters, digits and hyphens, 35 characters at most.
   *
   * @default - the name of the stack
   */
  readonly renewerName?: string;
  /**
   * E-mail address for the ACME account.
   *
   * @default - none
   */
  readonly acmeContact?: string;
  /**
   * The CA of certificates that name none.
   *
   * @default CertificateAuthority.LETS_ENCRYPT
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * The CAs that certificates of other stacks may name, beside those that this renewer's own certificates name.
   *
   * @default - `certificateAuthority` alone
   */
  readonly certificateAuthorities?: CertificateAuthority[];
  /**
   * The AWS regions that certificates of other stacks may be imported into, beside those of this renewer's own certificates.
   *
   * @default - the stack's region and us-east-1
   */
  readonly regions?: string[];
  /**
   * Zones at DNScale that are there for the challenges of names elsewhere: a CNAME from outside may lead to any name in them.
   *
   * @default - none
   */
  readonly delegationZones?: string[];
  /**
   * The secret in Secrets Manager that holds the DNScale token, in the stack's account and region. It has to be there before
   * the deployment: `dnscale-certs token set` makes it.
   *
   * @default - the secret named `dnscale/token`
   */
  readonly dnscaleToken?: ISecret;
  /**
   * From one tick of the schedule to the next, in minutes, 1 to 1440.
   *
   * @default 10
   */
  readonly checkEveryMinutes?: number;
  /**
   * How DNScale is used.
   *
   * @default - the defaults of its fields
   */
  readonly dnscale?: DnscaleOptions;
  /**
   * How DNS is asked.
   *
   * @default - the defaults of its fields
   */
  readonly dns?: DnsOptions;
  /**
   * Whether DNScale's API, a CA's servers and the places of `probe` may stand at private, loopback, link-local and other
   * special addresses. Without it only an address that stands in the URL itself (or `localhost`) is taken.
   *
   * @default false
   */
  readonly allowPrivateOrigins?: boolean;
  /**
   * Your key, in the stack's region, for bucket, tables, account keys, queues and topic. Its policy must let AWS's services use
   * it: https://github.com/dnscale/dnscale-certs/blob/main/docs/security.md#keys.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey;
  /**
   * Your bucket for keys and certificates, in the stack's account. Versioning, encryption and lifetime are yours to set.
   *
   * @default - a bucket of its own, which outlives the stack
   */
  readonly bucket?: IBucket;
  /**
   * Your topic for the alerts and the mails. Its policy must let CloudWatch publish; where a key of yours encrypts it, that
   * key's policy must let CloudWatch and the notify function's role use it.
   *
   * @default - a topic of its own
   */
  readonly topic?: ITopic;
  /**
   * Your VPC, for the two functions that talk to others than AWS. They need a way out:
   * https://github.com/dnscale/dnscale-certs/blob/main/docs/configuration.md#constructs.
   *
   * @default - none: the functions run in no VPC
   */
  readonly vpc?: IVpc;
  /**
   * The subnets in it.
   *
   * @default - the private ones with egress
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The security groups in it.
   *
   * @default - one of its own, which lets everything out and nothing in
   */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * How long logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/** What is known of a renewer of another stack. */
export interface CertificateRenewerAttributes {
  /** The name of the renewer: by default that of its stack. */
  readonly renewerName: string;
  /**
   * The key that encrypts what it keeps.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey;
}

const DNSCALE: KindsOf<DnscaleOptions> = {
  apiUrl: LITERAL,
  httpTimeoutSeconds: LITERAL,
  ttlSeconds: LITERAL,
  propagationTimeoutSeconds: LITERAL,
  closedPortWaitSeconds: LITERAL,
  extraWaitSeconds: LITERAL,
};

const DNS: KindsOf<DnsOptions> = {
  resolvers: LITERAL,
  validatingResolvers: LITERAL,
  nameServerPort: LITERAL,
  nameServerDomains: LITERAL,
  allowPrivateNameServers: LITERAL,
};

const RENEWER: KindsOf<CertificateRenewerProps> = {
  termsOfServiceAgreed: LITERAL,
  alertEmail: CARRIED,
  renewerName: LITERAL,
  acmeContact: CARRIED,
  certificateAuthority: AUTHORITY,
  certificateAuthorities: listOf(AUTHORITY, 'a list of CertificateAuthority'),
  regions: REGIONS,
  delegationZones: LITERAL,
  dnscaleToken: thing('secretName', "a secret, such as Secret.fromSecretNameV2(this, 'Token', 'my/token')"),
  checkEveryMinutes: LITERAL,
  dnscale: { section: DNSCALE },
  dns: { section: DNS },
  allowPrivateOrigins: LITERAL,
  encryptionKey: KEY,
  bucket: thing('bucketName', "a bucket, such as Bucket.fromBucketName(this, 'Bucket', 'my-bucket')"),
  topic: thing('topicArn', "a topic, such as Topic.fromTopicArn(this, 'Topic', 'arn:…')"),
  vpc: thing('vpcId', "a VPC, such as Vpc.fromLookup(this, 'Vpc', { vpcId: 'vpc-…' })"),
  vpcSubnets: { is: isObject, expected: 'a selection of subnets, such as { subnets: […] }' },
  securityGroups: listOf(thing('securityGroupId', ''), 'a list of security groups'),
  logRetention: {
    isCarried: true,
    is: (value) => typeof value === 'number' && Object.hasOwn(RetentionDays, value),
    expected: 'one of RetentionDays',
  },
};

/** @internal */
export const ATTRIBUTES: KindsOf<CertificateRenewerAttributes> = { renewerName: CARRIED, encryptionKey: KEY };

const STAND_IN = 'unresolved@example.com';

/**
 * @internal With faults, settings, props and a name with which the rest can still be built and checked: synth fails in any case.
 *
 * @param given as JavaScript may give it.
 */
export function checkRenewerProps(scope: Construct, given: CertificateRenewerProps) {
  const { region, stackName } = Stack.of(scope);
  const { props, faults: ofKinds } = takeProps(given, RENEWER);
  const checked = checkRenewer(inputOf(props, given, region));
  const regions = props.regions && standInForRegions(props.regions, region);
  const { renewerName, faults: ofName } = checkName(props.renewerName, stackName);
  const faults = [
    ...ofKinds,
    ...ofName,
    ...faultsOfNetwork(props),
    ...findWrongKeyRegion(scope, props.encryptionKey),
    ...(regions?.faults ?? []),
    ...('faults' in checked ? checked.faults.map(inTermsOfProps) : []),
  ];
  const settings = 'faults' in checked ? fallback() : checked.value;
  const { alertEmail, acmeContact } = props;
  return {
    faults,
    props: regions?.faults.length ? omitRegions(props) : props,
    renewerName,
    settings: {
      ...settings,
      alertEmail: Token.isUnresolved(alertEmail) ? alertEmail : alertEmail && settings.alertEmail,
      acmeContact: Token.isUnresolved(acmeContact) ? acmeContact : settings.acmeContact,
    },
  };
}

function inputOf(
  props: Partial<CertificateRenewerProps>,
  given: CertificateRenewerProps,
  ownRegion: string,
): Record<string, unknown> {
  const { alertEmail, acmeContact, topic, dnscale, delegationZones, checkEveryMinutes } = props;
  const isMailless = alertEmail === undefined && topic !== undefined;
  return {
    alertEmail: isMailless || Token.isUnresolved(alertEmail) ? STAND_IN : alertEmail,
    acmeContact: Token.isUnresolved(acmeContact) ? STAND_IN : acmeContact,
    // Told already, if it is unresolved.
    termsOfServiceAgreed: Token.isUnresolved(given?.termsOfServiceAgreed) || props.termsOfServiceAgreed,
    allowPrivateOrigins: props.allowPrivateOrigins,
    certificateAuthority: props.certificateAuthority?.directoryUrl,
    certificateAuthorities: props.certificateAuthorities?.map(({ directoryUrl }) => directoryUrl),
    regions: props.regions && standInForRegions(props.regions, ownRegion).given,
    dnscale: { ...dnscale, delegationZones },
    dns: props.dns,
    schedule: { everyMinutes: checkEveryMinutes },
  };
}

/** In a nested stack the default is unresolved too. */
function checkName(given: unknown, stackName: string) {
  const renewerName = given ?? stackName;
  if (Token.isUnresolved(renewerName)) {
    return { renewerName: NAME_STAND_IN, faults: [unknownAtSynth(['renewerName'])] };
  }
  if (typeof renewerName === 'string' && isRenewerName(renewerName)) return { renewerName, faults: [] };
  const fault = wrongValue(['renewerName'], renewerName, RENEWER_NAME);
  const isDefault = given === undefined;
  const faults = [isDefault ? `${fault}. The stack's name is the default; give renewerName` : fault];
  return { renewerName: NAME_STAND_IN, faults };
}

const NAME_STAND_IN = 'Renewer';

function faultsOfNetwork({ vpc, vpcSubnets, securityGroups }: Partial<CertificateRenewerProps>): string[] {
  if (vpc) return [];
  return Object.entries({ vpcSubnets, securityGroups })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `${name}: given without vpc; give the VPC that they are in, too`);
}

/** Nothing can be granted in a region that nobody knows. */
function omitRegions({
  regions: _,
  ...props
}: Partial<CertificateRenewerProps>): Partial<CertificateRenewerProps> {
  return props;
}

/** The file has other names for these, and no topic. */
function inTermsOfProps(fault: string): string {
  if (fault.startsWith('alertEmail: missing')) return `${fault}, or a topic of yours as topic`;
  return fault
    .replace(/^schedule\.everyMinutes\b/, 'checkEveryMinutes')
    .replace(/^dnscale\.delegationZones\b/, 'delegationZones');
}

function fallback(): RenewerSettings {
  const checked = checkRenewer({ alertEmail: STAND_IN, termsOfServiceAgreed: true });
  if ('faults' in checked) throw new Error('the defaults of a renewer are at fault');
  return checked.value;
}
