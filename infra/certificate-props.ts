/** What a certificate is declared with, and how that becomes what CloudFormation sends: checked as the configuration file is. */
import { type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { KeyAlgorithm } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { findArnFaults } from '../functions/engine/config/certificate-arn.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import { checkCertificate } from '../functions/engine/config/validate.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { AUTHORITY, CARRIED, field, LITERAL, REGIONS, thing } from './prop-kinds.ts';
import { isOwnRegion } from './region-tokens.ts';
import { hasTokens, standIn } from './stand-in.ts';
import { type KindsOf, takeProps } from './take-props.ts';

/** What a certificate is declared with. */
export interface CertificateProps {
  /**
   * Every name in the certificate, wildcards as `*.example.com`, at most 100. Their order means nothing, and they may change in
   * any way: the ARN stays.
   */
  readonly domainNames: string[];
  /**
   * The certificate's identity, unique at its renewer: it stands in S3, in tags and in logs. Another name is another
   * certificate, on another ARN. At most 128 letters, digits and `. * _ -`.
   *
   * @default - made from the construct's path
   */
  readonly certificateName?: string;
  /**
   * Algorithm and size of its key, which is new for every certificate: EC_PRIME256V1, EC_SECP384R1, RSA_2048, RSA_3072 or
   * RSA_4096. ACM cannot change it on an ARN that exists.
   *
   * @default - that of the ARN it has or takes over; else EC_PRIME256V1
   */
  readonly keyAlgorithm?: KeyAlgorithm;
  /**
   * The CA that issues it. The renewer has to allow it.
   *
   * @default - the renewer's; for a renewer of another stack Let's Encrypt
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * The CA's certificate profile.
   *
   * @default - `classic` at Let's Encrypt, elsewhere the CA's own choice
   */
  readonly profile?: string;
  /**
   * Common name of the root that the chain ends at, where the CA offers such a chain.
   *
   * @default - the CA's own choice
   */
  readonly preferredChain?: string;
  /**
   * Shortest wait, in seconds, 0 to 180, from when every name server shows a value until the CA is told.
   *
   * @default - the renewer's; for a renewer of another stack 0
   */
  readonly extraWaitSeconds?: number;
  /**
   * AWS regions whose ACM gets the certificate, 20 at most.
   *
   * @default - the stack's region
   */
  readonly regions?: string[];
  /**
   * Whether ACM gets it at all. With false it is stored in S3 only, and has no ARN.
   *
   * @default true
   */
  readonly importIntoAcm?: boolean;
  /**
   * Whether a secret in Secrets Manager gets it too, in the renewer's region: `<renewer>/certificates/<certificateName>`,
   * with key and chain as JSON (`tls.crt`, `tls.key`, `certificate`, `chain`, `fullchain`, `privateKey`). It is encrypted by
   * the renewer's `encryptionKey`.
   *
   * @default false
   */
  readonly storeInSecretsManager?: boolean;
  /**
   * ARNs of certificates that somebody imported into ACM, one for each of `regions` at most. The certificate is imported onto
   * them, and all that is attached to them stays. Their owner tags them first: the deployment fails with the command. ACM takes no
   * import onto certificates that it issued itself.
   *
   * @default - a first import makes an ARN
   */
  readonly existingCertificateArns?: string[];
  /**
   * What becomes of ACM's copies and of the secret once they are no longer declared: RETAIN, or DESTROY for copies that nothing uses
   * and for the secret, which can be restored for 30 days. What is in S3 stays in any case.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Where it is served, as `host:port`, at most 20: the hosts among its names whose certificate is compared with the live one,
   * hourly. STARTTLS is used at ports 587 (SMTP) and 143 (IMAP), TLS from the first byte at all others. Port 25 is closed from
   * Lambda.
   *
   * @default - nothing is compared
   */
  readonly probe?: string[];
  /**
   * How long a deployment waits until the certificate is issued and imported, in minutes, 1 to 50.
   *
   * @default 20
   */
  readonly timeoutMinutes?: number;
}

/** What a renewer gives to a certificate that says nothing itself. */
export type InheritedSettings = {
  certificateAuthority: CertificateAuthority;
  extraWaitSeconds: number;
};

/** @internal */
export type CheckedCertificate = {
  /** Complete; unresolved values are in it as they were given. With faults only as given. */
  settings: CertificateSettings & { regions: string[] };
  faults: string[];
};

const CERTIFICATE: KindsOf<CertificateProps> = {
  domainNames: { ...CARRIED, is: Array.isArray, expected: 'a list of domain names' },
  certificateName: CARRIED,
  keyAlgorithm: {
    ...thing('name', 'a KeyAlgorithm, such as KeyAlgorithm.RSA_2048'),
    textOf: (value) => field(value, 'name'),
  },
  certificateAuthority: { ...AUTHORITY, isCarried: true },
  profile: CARRIED,
  preferredChain: CARRIED,
  extraWaitSeconds: CARRIED,
  regions: REGIONS,
  importIntoAcm: LITERAL,
  storeInSecretsManager: LITERAL,
  existingCertificateArns: {
    ...CARRIED,
    is: Array.isArray,
    expected: 'a list of ARNs of certificates in ACM',
  },
  removalPolicy: CARRIED,
  probe: LITERAL,
  timeoutMinutes: CARRIED,
};

/** @internal Checks what is known at synth, and lets through what only CloudFormation knows. */
export function checkProps(
  scope: Construct,
  given: CertificateProps & { certificateName: string },
  inherited: InheritedSettings,
): CheckedCertificate {
  const ownRegion = Stack.of(scope).region;
  const { props: taken, faults: ofKinds } = takeProps(given, CERTIFICATE);
  const regions = withOwnRegion(taken.regions, ownRegion);
  const props = { ...taken, ...(regions && { regions }) };
  const { faults, input } = standIn(props, ownRegion);
  const settingsOfRenewer = {
    certificateAuthority: inherited.certificateAuthority.directoryUrl,
    extraWaitSeconds: inherited.extraWaitSeconds,
  };
  const checked = checkCertificate(input, settingsOfRenewer, {
    hasUnknownNames: hasTokens(props.domainNames),
  });
  const ofArns = faultsOfArns(props, Stack.of(scope));
  const all = [...ofKinds, ...faults, ...ofArns, ...('faults' in checked ? checked.faults : [])];
  if ('faults' in checked || all.length > 0) return { faults: all, settings: asGiven(given, props) };
  const { value } = checked;
  return {
    faults: [],
    settings: {
      ...value,
      ...carriedScalars(props),
      domainNames: putBack(props.domainNames, value.domainNames) ?? [],
      regions: askedRegions({ ...props, regions: putBack(props.regions, value.regions) }, ownRegion),
      existingCertificateArns: putBack(props.existingCertificateArns, value.existingCertificateArns),
    },
  };
}

function askedRegions({ regions, importIntoAcm }: Partial<CertificateProps>, ownRegion: string): string[] {
  return importIntoAcm === false ? [] : (regions ?? [ownRegion]);
}

/** One way to say it, so that regions can be compared. */
function withOwnRegion(regions: string[] | undefined, ownRegion: string): string[] | undefined {
  if (regions === undefined || Token.isUnresolved(regions)) return regions;
  return regions.map((region) => (isOwnRegion(region, ownRegion) ? ownRegion : region));
}

/** Those that are known, with the regions and the account as far as these are. */
function faultsOfArns(
  { existingCertificateArns, ...props }: Partial<CertificateProps>,
  stack: Stack,
): string[] {
  const { account } = stack;
  const asked = askedRegions(props, stack.region);
  const areKnown = !Token.isUnresolved(asked) && !asked.some((region) => Token.isUnresolved(region));
  return findArnFaults({
    existingCertificateArns: knownArns(existingCertificateArns),
    ...(areKnown && { regions: asked }),
    ...(!Token.isUnresolved(account) && { account }),
  }).map((fault) => `existingCertificateArns: ${fault}`);
}

/** Without those that only CloudFormation knows. */
export function knownArns(arns: readonly string[] | undefined = []): string[] {
  if (Token.isUnresolved(arns) || !Array.isArray(arns)) return [];
  return arns.filter((arn) => typeof arn === 'string' && !Token.isUnresolved(arn));
}

/** Those that were unresolved, in their places again. */
function putBack(given: string[], checked: string[]): string[];
function putBack(given: string[] | undefined, checked: string[] | undefined): string[] | undefined;
function putBack(given: string[] | undefined, checked: string[] | undefined): string[] | undefined {
  if (given === undefined || Token.isUnresolved(given)) return given;
  return given.map((value, index) => (Token.isUnresolved(value) ? value : (checked?.[index] ?? value)));
}

function carriedScalars({
  certificateAuthority,
  domainNames: _,
  regions: __,
  keyAlgorithm: ___,
  ...scalars
}: Partial<CertificateProps>) {
  const carried = { ...scalars, certificateAuthority: certificateAuthority?.directoryUrl };
  return Object.fromEntries(
    Object.entries(carried).filter(([, value]) => Token.isUnresolved(value)),
  ) as Partial<CertificateSettings>;
}

/** Synth fails, so nobody sees it. */
function asGiven(
  { certificateName }: { certificateName: string },
  { domainNames = [], regions = [] }: Partial<CertificateProps>,
): CheckedCertificate['settings'] {
  return {
    certificateName,
    domainNames,
    regions: Token.isUnresolved(regions) ? [] : regions.filter((region) => typeof region === 'string'),
    keyAlgorithm: 'EC_PRIME256V1',
    certificateAuthority: '',
  };
}
