/** What a renewer is made with, and how that is checked: by the schema of the configuration file. */
import { Stack, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { RenewerSettings } from '../functions/engine/config/renewer-config.ts';
import { isRenewerName, RENEWER_NAME } from '../functions/engine/config/renewer-name.ts';
import { checkRenewer } from '../functions/engine/config/validate.ts';
import type { CertificateAuthority } from './certificate-authority.ts';

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
   * Who is told when the renewer crashes or its schedule fails; a certificate that fails sends no mail yet. AWS sends this
   * address one mail to confirm first.
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
   * Whether DNScale's API and a CA's servers may stand at private, loopback, link-local and other special addresses. Without it
   * only an address that stands in the URL itself (or `localhost`) is taken.
   *
   * @default false
   */
  readonly allowPrivateOrigins?: boolean;
  /**
   * Your key, in the stack's region, for bucket, tables, account keys, queues and topic. Its policy must let AWS's services use
   * it: docs/security.md.
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
   * Your topic for the alerts. Its policy must let CloudWatch publish.
   *
   * @default - a topic of its own
   */
  readonly topic?: ITopic;
  /**
   * Your VPC, for the one function that talks to others than AWS. It needs a way out: docs/configuration.md.
   *
   * @default - none: the function runs in no VPC
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

const STAND_IN = 'unresolved@example.com';

/** @internal With faults, settings with which the rest can still be built and checked: synth fails in any case. */
export function checkRenewerProps(scope: Construct, renewerName: string, props: CertificateRenewerProps) {
  const input = inputOf(props, Stack.of(scope).region);
  const checked = checkRenewer(input);
  const faults = [
    ...findUnresolved(props),
    ...faultsOfName(renewerName),
    ...('faults' in checked ? checked.faults : []),
  ];
  const settings = 'faults' in checked ? fallback() : checked.value;
  const { alertEmail, acmeContact } = props;
  return {
    faults,
    settings: {
      ...settings,
      alertEmail: Token.isUnresolved(alertEmail) ? alertEmail : alertEmail && settings.alertEmail,
      acmeContact: Token.isUnresolved(acmeContact) ? acmeContact : settings.acmeContact,
    },
  };
}

function inputOf(props: CertificateRenewerProps, ownRegion: string): Record<string, unknown> {
  const { alertEmail, acmeContact, topic, dnscale, delegationZones, checkEveryMinutes } = props;
  const isMailless = alertEmail === undefined && topic !== undefined;
  return {
    alertEmail: isMailless || Token.isUnresolved(alertEmail) ? STAND_IN : alertEmail,
    acmeContact: Token.isUnresolved(acmeContact) ? STAND_IN : acmeContact,
    termsOfServiceAgreed: props.termsOfServiceAgreed,
    allowPrivateOrigins: props.allowPrivateOrigins,
    certificateAuthority: props.certificateAuthority?.directoryUrl,
    certificateAuthorities: props.certificateAuthorities?.map(({ directoryUrl }) => directoryUrl),
    // Its own, if CloudFormation alone knows it.
    regions: props.regions?.map((region) => (region === ownRegion ? 'own-region-1' : region)),
    dnscale: { ...dnscale, delegationZones },
    dns: props.dns,
    schedule: { everyMinutes: checkEveryMinutes },
  };
}

/** Of what synth has to know. */
function findUnresolved({ dnscale, dns, ...props }: CertificateRenewerProps): string[] {
  const values = {
    checkEveryMinutes: props.checkEveryMinutes,
    delegationZones: props.delegationZones,
    ...Object.fromEntries(Object.entries(dnscale ?? {}).map(([key, value]) => [`dnscale.${key}`, value])),
    ...Object.fromEntries(Object.entries(dns ?? {}).map(([key, value]) => [`dns.${key}`, value])),
  };
  return Object.entries(values)
    .filter(([, value]) => [value].flat().some((each) => Token.isUnresolved(each)))
    .map(
      ([path]) =>
        `${path}: this value is known at deployment only (a token), and it is checked at synth: give it as a literal`,
    );
}

function faultsOfName(renewerName: string): string[] {
  if (!Token.isUnresolved(renewerName) && isRenewerName(renewerName)) return [];
  const given = Token.isUnresolved(renewerName) ? 'a token' : JSON.stringify(renewerName);
  return [`renewerName: given ${given}; expected: ${RENEWER_NAME}`];
}

function fallback(): RenewerSettings {
  const checked = checkRenewer({ alertEmail: STAND_IN, termsOfServiceAgreed: true });
  if ('faults' in checked) throw new Error('the defaults of a renewer are at fault');
  return checked.value;
}
