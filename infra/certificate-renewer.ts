/**
 * A renewer: data that outlives its stack, the plan and the renew function with the queue between them, the provider behind the
 * certificates' resources. The provider takes two more functions of ours; CDK's framework adds three and a state machine.
 */
import { Aspects, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import { AllowedRequests } from './allowed-requests.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import type { CertificateProps } from './certificate-props.ts';
import { fleetMetric } from './fleet-metric.ts';
import { findHandlersFolder } from './handlers-folder.ts';
import { warnOfImportQuota } from './import-quota.ts';
import { ImportedRenewer } from './imported-renewer.ts';
import { ofOneCdk } from './one-cdk.ts';
import { type ICertificateRenewer, RenewedCertificate } from './renewed-certificate.ts';
import { buildParts, describeParts } from './renewer-parts.ts';
import {
  type CertificateRenewerAttributes,
  type CertificateRenewerProps,
  checkRenewerProps,
} from './renewer-props.ts';
import { setRenewerScope } from './renewer-scope.ts';
import { findNamesake } from './renewers-of-app.ts';

type OwnSettings = CertificateSettings & { regions: string[] };

/** Issues and renews certificates, by itself, for zones at DNScale. */
export class CertificateRenewer extends Construct implements ICertificateRenewer {
  /**
   * A renewer of another stack, in the same account and region. If it is elsewhere, the deployment fails, and CloudFormation
   * names the export that is missing: declare the certificate in the renewer's region, with `regions`, and pass its ARN on.
   *
   * @param scope of the construct.
   * @param id of the construct.
   * @param renewerName the name of the renewer: by default that of its stack.
   */
  static fromRenewerName(scope: Construct, id: string, renewerName: string): ICertificateRenewer {
    return new ImportedRenewer(scope, id, { renewerName });
  }

  /**
   * A renewer of another stack that encrypts with a key of yours, for `grantRead` of its certificates.
   *
   * @param scope of the construct.
   * @param id of the construct.
   * @param attributes what is known of it.
   */
  static fromRenewerAttributes(
    scope: Construct,
    id: string,
    attributes: CertificateRenewerAttributes,
  ): ICertificateRenewer {
    return new ImportedRenewer(scope, id, attributes);
  }

  /** The renewer's name, for life. */
  readonly renewerName: string;
  /** The CA of certificates that name none. */
  readonly certificateAuthority: CertificateAuthority;
  /** The shortest extra wait of certificates that name none, in seconds. */
  readonly extraWaitSeconds: number;
  /** Your key that encrypts the stored certificates. */
  readonly encryptionKey?: IKey;
  /** Name of the bucket with keys and certificates. */
  readonly bucketName: string;
  /** Name of the secret with the DNScale token. */
  readonly tokenSecretName: string;
  /** Name of the table with the states of the certificates. */
  readonly statesTableName: string;
  /** ARN of the topic that gets the alerts. */
  readonly alertTopicArn: string;
  private readonly secretKey: IKey | undefined;
  private readonly allowed = new AllowedRequests();
  private readonly certificates: Construct;
  private readonly ownSettings: OwnSettings[] = [];
  private readonly serviceToken: string;

  constructor(scope: Construct, id: string, given: CertificateRenewerProps) {
    super(ofOneCdk(scope), id);
    const stack = Stack.of(this);
    const { faults, settings, props, renewerName } = checkRenewerProps(this, given);
    this.renewerName = renewerName;
    // A stand-in for a name that is at fault would find namesakes of its own.
    this.node.addValidation({ validate: () => (faults.length > 0 ? faults : findNamesake(this)) });
    setRenewerScope(this, {
      renewerName: this.renewerName,
      handlersFolder: findHandlersFolder(this),
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    });
    this.certificateAuthority = CertificateAuthority.of(settings.certificateAuthority);
    this.extraWaitSeconds = settings.dnscale.extraWaitSeconds;
    const storeKey = props.bucket ? props.bucket.encryptionKey : props.encryptionKey;
    if (storeKey) this.encryptionKey = storeKey;
    this.secretKey = props.encryptionKey;
    const authorities = settings.certificateAuthorities ?? [settings.certificateAuthority];
    this.allowed.allow(props.regions ?? [stack.region, 'us-east-1'], authorities);

    const parts = buildParts(this, props, settings, this.allowed);
    const { bucket, records, tokenSecret, renew, provider } = parts;
    this.bucketName = bucket.bucketName;
    this.tokenSecretName = tokenSecret.secretName;
    this.statesTableName = records.tableNames.statesTable;
    this.alertTopicArn = parts.topicArn;
    this.serviceToken = provider.serviceToken;
    describeParts(this, parts, {
      certificateAuthority: this.certificateAuthority.directoryUrl,
      certificateAuthorities: this.allowed.certificateAuthoritiesText,
      encryptionKeyArn: props.encryptionKey?.keyArn,
    });
    this.certificates = new Construct(this, 'Certificates');
    // The first message must find everything in place, and a last run should still be possible at removal.
    this.certificates.node.addDependency(bucket, renew);
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) warnOfImportQuota(stack, this.ownSettings);
      },
    });
  }

  /**
   * Declares a certificate at this renewer.
   *
   * @param id of the construct; another id is another certificate, unless `certificateName` is given.
   * @param props what it is declared with.
   */
  addCertificate(id: string, props: CertificateProps): RenewedCertificate {
    return new RenewedCertificate(this.certificates, id, { ...props, renewer: this });
  }

  /**
   * Certificates that are due for a check: the most at one tick.
   *
   * @param props of the metric.
   */
  metricDue(props?: MetricOptions): Metric {
    return fleetMetric(this, 'due', props);
  }

  /**
   * Certificates that were issued: their number.
   *
   * @param props of the metric.
   */
  metricRenewed(props?: MetricOptions): Metric {
    return fleetMetric(this, 'renewed', props);
  }

  /**
   * Certificates whose last run failed: the most at one tick.
   *
   * @param props of the metric.
   */
  metricFailing(props?: MetricOptions): Metric {
    return fleetMetric(this, 'failing', props);
  }

  /**
   * Certificates whose next renewal would fail, as the daily proof of readiness says: the most at one tick.
   *
   * @param props of the metric.
   */
  metricAtRisk(props?: MetricOptions): Metric {
    return fleetMetric(this, 'atRisk', props);
  }

  /**
   * The share of its life that is left to the certificate with the least, from 0 to 1: the least at any tick.
   *
   * @param props of the metric.
   */
  metricLeastShareOfLifeLeft(props?: MetricOptions): Metric {
    return fleetMetric(this, 'leastShareOfLifeLeft', props);
  }

  /** @internal The bucket may be yours, with a key of its own. */
  _secretKey(): IKey | undefined {
    return this.secretKey;
  }

  /** @internal */
  _adopt(certificate: RenewedCertificate, settings: OwnSettings): string {
    this.ownSettings.push(settings);
    this.allowed.allow(settings.regions, [settings.certificateAuthority]);
    certificate.node.addDependency(...this.certificates.node.dependencies);
    return this.serviceToken;
  }

  /** @internal */
  _findNotAllowed(settings: OwnSettings): string[] {
    return this.allowed.findNotAllowed(settings);
  }
}
