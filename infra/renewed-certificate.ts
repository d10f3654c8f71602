/**
 * A certificate that a renewer issues and renews, as a certificate of CDK: listeners and distributions take it like any other.
 * It is a custom resource whose answer brings the ARNs.
 */
import {
  Aspects,
  CustomResource,
  Duration,
  Fn,
  Lazy,
  Names,
  type ReferenceStrength,
  type RemovalPolicy,
  Resource,
  Stack,
} from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IConstruct } from 'constructs';
import { DEFINITIONS_LAYOUT } from '../functions/aws/table.ts';
import { arnAttribute } from '../functions/engine/config/arn-attribute.ts';
import { providerExportName } from '../functions/engine/config/descriptor.ts';
import { wrongValue } from '../functions/engine/config/faults.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { CertificateInRegion, daysToExpiry } from './certificate-in-region.ts';
import { type CertificateProps, checkProps, knownArns } from './certificate-props.ts';
import { type Declared, findFaultsOfUse } from './faults-of-use.ts';
import { noArnIn } from './no-arn-in.ts';
import { ofOneCdk } from './one-cdk.ts';
import { isOwnRegion } from './region-tokens.ts';
import { RunTimeTags } from './run-time-tags.ts';
import { deployAfter, treeOf } from './stack-trees.ts';
import { warnOfUnfitKeys } from './unfit-keys.ts';
import { warnOfDoubtfulNames } from './warn-of-names.ts';

/** A renewer, this stack's own or another stack's. */
export interface ICertificateRenewer extends IConstruct {
  /** The renewer's name, for life. */
  readonly renewerName: string;
  /** The CA of certificates that name none. */
  readonly certificateAuthority: CertificateAuthority;
  /** The shortest extra wait of certificates that name none, in seconds. */
  readonly extraWaitSeconds: number;
  /**
   * Encrypts the stored certificates.
   *
   * @default - S3's own key
   */
  readonly encryptionKey?: IKey;
  /**
   * Declares a certificate at this renewer.
   *
   * @param id of the construct; another id is another certificate, unless `certificateName` is given.
   * @param props what it is declared with.
   */
  addCertificate(id: string, props: CertificateProps): RenewedCertificate;
  /** @internal What encrypts the secrets, where that is another key than `encryptionKey`, or none. */
  _secretKey?(): IKey | undefined;
  /** @internal The service token in the renewer's own stack, which has its certificates wait for what they need. */
  _adopt?(certificate: RenewedCertificate, settings: CertificateSettings & { regions: string[] }): string;
  /** @internal What it asks for and nobody has allowed; known of a renewer that is built in the app. */
  _findNotAllowed?(settings: CertificateSettings & { regions: string[] }): string[];
}

/** What a certificate in a scope of one's choice is declared with. */
export interface RenewedCertificateProps extends CertificateProps {
  /** The renewer that issues it; in the same account and region. */
  readonly renewer: ICertificateRenewer;
}

/** A certificate that a renewer issues and renews, on ARNs that never change. */
export class RenewedCertificate extends Resource implements ICertificate {
  /** The certificate's identity at its renewer. */
  readonly certificateName: string;
  /** The AWS regions whose ACM has it; the stack's own may be unresolved. */
  readonly regions: string[];
  private readonly resource: CustomResource;
  private readonly renewer: ICertificateRenewer;
  private readonly declared: Declared;
  private readonly hasSecret: boolean;
  private imported: ISecret | undefined;
  private readonly elsewhere = new Map<string, CertificateInRegion>();

  constructor(scope: Construct, id: string, props: RenewedCertificateProps) {
    super(ofOneCdk(scope), id);
    const { renewer, ...given } = props;
    if (typeof renewer?.renewerName !== 'string')
      throw new Error(wrongValue(['renewer'], renewer, A_RENEWER));
    const certificateName = given.certificateName ?? Names.uniqueResourceName(this, NAME_FROM_PATH);
    const { settings, faults } = checkProps(this, { ...given, certificateName }, renewer);
    this.renewer = renewer;
    this.certificateName = certificateName;
    this.regions = settings.regions;
    this.hasSecret = settings.storeInSecretsManager === true;
    const [ownTree, itsTree] = [treeOf(this), treeOf(renewer)];
    if (ownTree !== itsTree && renewer._adopt) deployAfter(ownTree, itsTree);
    // Within a stack and its nested ones CDK passes the token on; an export would be there after their deployment only.
    const own = ownTree === itsTree ? renewer._adopt?.(this, settings) : undefined;
    const tags = new RunTimeTags(this, 'Tags', 'AWS::CertificateManager::Certificate');
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::DnscaleCertificate',
      serviceToken: own ?? Fn.importValue(providerExportName(renewer.renewerName)),
      // The longest wait that CloudFormation has.
      serviceTimeout: Duration.hours(1),
      properties: {
        ...settings,
        definitionsLayout: DEFINITIONS_LAYOUT,
        tags: Lazy.any({ produce: () => tags.read() }),
      },
    });
    this.declared = {
      place: this,
      certificateName,
      renewer,
      existingArns: knownArns(given.existingCertificateArns),
      resource: this.resource,
      regions: settings.regions,
      asked: faults.length === 0 ? settings : undefined,
    };
    if (faults.length === 0) warnOfDoubtfulNames(this, settings);
    this.watchKeys(settings);
    this.node.addValidation({ validate: () => [...faults, ...this.findFaultsOfUse()] });
  }

  /** The ARN in the stack's region, or in the only region of the certificate. */
  get certificateArn(): string {
    const { region } = Stack.of(this);
    if (!this.regions.includes(region) && this.regions.length !== 1) throw noArnIn(region, this);
    return this.resource.getAttString('Arn');
  }

  /** A reference to this certificate, for the constructs that take one. */
  get certificateRef(): { readonly certificateArn: string } {
    return { certificateArn: this.certificateArn };
  }

  /** Name of the bucket with its files. */
  get bucketName(): string {
    return this.resource.getAttString('BucketName');
  }

  /** What the keys of its live files in the bucket begin with, the final slash included: `bundle.pem` and the others follow. */
  get livePrefix(): string {
    return this.resource.getAttString('LivePrefix');
  }

  /** The secret that has it (`storeInSecretsManager`): for `grantRead`, and for what takes a secret. */
  get secret(): ISecret {
    if (!this.hasSecret)
      throw new Error(`${this.node.path} has no secret: declare it with storeInSecretsManager: true`);
    const { renewer } = this;
    const encryptionKey = renewer._secretKey ? renewer._secretKey() : renewer.encryptionKey;
    this.imported ??= Secret.fromSecretAttributes(this, 'Secret', {
      secretCompleteArn: this.resource.getAttString('SecretArn'),
      ...(encryptionKey && { encryptionKey }),
    });
    return this.imported;
  }

  /**
   * The certificate in one of its regions, as CloudFront needs it in us-east-1.
   *
   * @param region one of its `regions`.
   */
  inRegion(region: string): ICertificate {
    const own = Stack.of(this).region;
    const place = isOwnRegion(region, own) ? own : region;
    if (!this.regions.includes(place)) throw noArnIn(place, this);
    if (place === own) return this;
    const known = this.elsewhere.get(region);
    if (known) return known;
    const certificateArn = this.resource.getAttString(arnAttribute(region));
    const certificate = new CertificateInRegion(this, region, { certificateArn, region });
    this.elsewhere.set(region, certificate);
    return certificate;
  }

  /**
   * Lets a role read the live files of this certificate in S3, its key among them, and nothing else.
   *
   * @param grantee who may read them.
   */
  grantRead(grantee: IGrantable): Grant {
    const { partition } = Stack.of(this);
    this.renewer.encryptionKey?.grantDecrypt(grantee);
    return Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [`arn:${partition}:s3:::${this.bucketName}/${this.livePrefix}*`],
    });
  }

  /**
   * The days until it expires, at least once a day, from ACM in the stack's region, or in the only region of the certificate.
   *
   * @param props of the metric.
   */
  metricDaysToExpiry(props?: MetricOptions): Metric {
    const [region] = this.regions.includes(Stack.of(this).region) ? [] : this.regions;
    return daysToExpiry(this.certificateArn, { ...(region && { region }), ...props });
  }

  /** @param policy of the declaration; with RETAIN its renewal goes on after it has left the template. */
  override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.resource.applyRemovalPolicy(policy);
  }

  /** Once the app is built. The key of an ARN that exists is not known then. */
  private watchKeys({
    keyAlgorithm,
    inheritsKeyAlgorithm,
    existingCertificateArns,
  }: CertificateSettings): void {
    if (inheritsKeyAlgorithm && existingCertificateArns) return;
    const { resource } = this;
    const { path, root } = this.node;
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) warnOfUnfitKeys(root.node.findAll(), { resource, path, keyAlgorithm });
      },
    });
  }

  private findFaultsOfUse(): string[] {
    const nodes = this.node.root.node.findAll();
    const certificates = nodes.filter((node) => node instanceof RenewedCertificate);
    return findFaultsOfUse(
      this.declared,
      certificates.map(({ declared }) => declared),
      nodes,
    );
  }

  /** @param strength of references to it from other stacks: a ReferenceStrength, which an older CDK has no type for. */
  override applyCrossStackReferenceStrength(strength: string): void {
    this.resource.applyCrossStackReferenceStrength(strength as ReferenceStrength);
  }
}

const NAME_FROM_PATH = { maxLength: 128, separator: '-', allowedSpecialCharacters: '._' };

const A_RENEWER = "a renewer, such as CertificateRenewer.fromRenewerName(this, 'Renewer', 'DnscaleCerts')";
