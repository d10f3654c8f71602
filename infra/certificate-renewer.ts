/**
 * A renewer: data that outlives its stack, the plan and the renew function with the queue between them, the notify function, the
 * provider behind the certificates' resources. The provider takes two more functions of ours; CDK's framework adds three and a state machine.
 */
import { Annotations, Aspects, Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import { Alerts } from './alerts.ts';
import { AllowedRequests } from './allowed-requests.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { CertificateBucket } from './certificate-bucket.ts';
import type { CertificateProps } from './certificate-props.ts';
import { CertificateProvider } from './certificate-provider.ts';
import { CheckSchedule, type CheckScheduleProps } from './check-schedule.ts';
import { DescriptorParameter } from './descriptor-parameter.ts';
import { findHandlersFolder } from './handlers-folder.ts';
import { warnOfImportQuota } from './import-quota.ts';
import { ImportedRenewer } from './imported-renewer.ts';
import { NotifyFunction, type NotifyFunctionProps } from './notify-function.ts';
import { ofOneCdk } from './one-cdk.ts';
import { PlanFunction } from './plan-function.ts';
import { RecordsTables } from './records-tables.ts';
import { RenewFunction } from './renew-function.ts';
import { type ICertificateRenewer, RenewedCertificate } from './renewed-certificate.ts';
import {
  type CertificateRenewerAttributes,
  type CertificateRenewerProps,
  checkRenewerProps,
} from './renewer-props.ts';
import { setRenewerScope } from './renewer-scope.ts';
import { TokenSecret } from './token-secret.ts';
import { WorkQueue } from './work-queue.ts';

type Settings = ReturnType<typeof checkRenewerProps>['settings'];
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
  private readonly allowed = new AllowedRequests();
  private readonly certificates: Construct;
  private readonly ownSettings: OwnSettings[] = [];
  private readonly serviceToken: string;

  constructor(scope: Construct, id: string, given: CertificateRenewerProps) {
    super(ofOneCdk(scope), id);
    const stack = Stack.of(this);
    const { faults, settings, props, renewerName } = checkRenewerProps(this, given);
    this.renewerName = renewerName;
    this.node.addValidation({ validate: () => faults });
    setRenewerScope(this, {
      renewerName: this.renewerName,
      handlersFolder: findHandlersFolder(this),
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
    });
    this.certificateAuthority = CertificateAuthority.of(settings.certificateAuthority);
    this.extraWaitSeconds = settings.dnscale.extraWaitSeconds;
    const storeKey = props.bucket ? props.bucket.encryptionKey : props.encryptionKey;
    if (storeKey) this.encryptionKey = storeKey;
    const authorities = settings.certificateAuthorities ?? [settings.certificateAuthority];
    this.allowed.allow(props.regions ?? [stack.region, 'us-east-1'], authorities);

    const parts = this.build(props, settings);
    const { bucket, records, tokenSecret, renew, provider } = parts;
    this.bucketName = bucket.bucketName;
    this.tokenSecretName = tokenSecret.secretName;
    this.statesTableName = records.tableNames.statesTable;
    this.alertTopicArn = parts.topicArn;
    this.serviceToken = provider.serviceToken;
    this.describe(parts);
    this.certificates = new Construct(this, 'Certificates');
    // The first message must find everything in place, and a last run should still be possible at removal.
    this.certificates.node.addDependency(bucket, renew);
    if (!props.bucket) warnOfUnknownPlace(stack);
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

  /** @internal */
  _adopt(certificate: RenewedCertificate, settings: OwnSettings): string {
    this.ownSettings.push(settings);
    this.allowed.allow(settings.regions, [settings.certificateAuthority]);
    certificate.node.addDependency(...this.certificates.node.dependencies);
    return this.serviceToken;
  }

  private build(props: Partial<CertificateRenewerProps>, settings: Settings) {
    const { encryptionKey, dnscaleToken } = props;
    const { alertEmail, schedule } = settings;
    const bucket = new CertificateBucket(this, 'Bucket', encryptionKey, props.bucket);
    const records = new RecordsTables(this, 'Records', encryptionKey);
    const tokenName = dnscaleToken?.secretName ?? settings.dnscale.tokenSecretName;
    const tokenSecret = new TokenSecret(this, tokenName, dnscaleToken?.encryptionKey);
    const workQueue = new WorkQueue(this, 'Work', encryptionKey);
    const { deadLetterQueue } = workQueue;
    const plan = new PlanFunction(this, 'Plan', { records, tokenSecret, workQueue, ...schedule });
    new CheckSchedule(this, 'Check', {
      name: 'check',
      description: 'Starts the plan function of the certificate renewer',
      handler: plan.handler,
      ...schedule,
      deadLetterQueue,
      encryptionKey,
    });
    const { vpc, vpcSubnets, securityGroups } = props;
    const renew = new RenewFunction(this, 'Renew', {
      settings,
      allowed: this.allowed,
      encryptionKey,
      network: vpc && { vpc, vpcSubnets, securityGroups },
      bucket,
      records,
      tokenSecret,
      workQueue,
    });
    const provider = new CertificateProvider(this, 'Declare', {
      records,
      workQueue,
      tokenSecret,
      bucketName: bucket.bucketName,
      allowed: this.allowed,
    });
    const notify = this.buildNotify({ records, ...schedule }, { deadLetterQueue, encryptionKey });
    const functions = { plan: plan.handler, renew: renew.handler, notify: notify.handler };
    const { topic } = props;
    const alertProps = { alertEmail, topic, functions, deadLetterQueue, encryptionKey };
    const { topic: alertTopic } = new Alerts(this, 'Alerts', alertProps);
    notify.publishTo(alertTopic, topic ? undefined : encryptionKey);
    return {
      bucket,
      records,
      tokenSecret,
      workQueue,
      plan,
      renew,
      notify,
      provider,
      topicArn: alertTopic.topicArn,
    };
  }

  /** At the ticks of plan, and never behind a run. */
  private buildNotify(
    props: NotifyFunctionProps,
    letters: Pick<CheckScheduleProps, 'deadLetterQueue' | 'encryptionKey'>,
  ): NotifyFunction {
    const notify = new NotifyFunction(this, 'Notify', props);
    new CheckSchedule(this, 'NotifySchedule', {
      name: 'mails',
      description: 'Starts the notify function of the certificate renewer',
      handler: notify.handler,
      everyMinutes: props.everyMinutes,
      ...letters,
    });
    return notify;
  }

  private describe({
    plan,
    renew,
    notify,
    provider,
    ...parts
  }: ReturnType<CertificateRenewer['build']>): void {
    new DescriptorParameter(this, 'Descriptor', {
      renewerName: this.renewerName,
      ...parts.records.tableNames,
      bucketName: this.bucketName,
      queueUrl: parts.workQueue.queueUrl,
      tokenSecretName: this.tokenSecretName,
      planFunction: plan.handler.functionName,
      renewFunction: renew.handler.functionName,
      logGroups: {
        plan: plan.handler.logGroup.logGroupName,
        renew: renew.handler.logGroup.logGroupName,
        notify: notify.handler.logGroup.logGroupName,
        ...provider.logGroups,
      },
      topicArn: parts.topicArn,
    });
  }
}

/** CloudFormation takes over only what the template names literally; the bucket's name has account and region in it. */
function warnOfUnknownPlace(stack: Stack): void {
  if (!Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region)) return;
  Annotations.of(stack).addWarningV2(
    'dnscale-certs:environment',
    'The account or the region of this stack is not known, so the name of its bucket is not either. If its first deployment fails, CloudFormation may be unable to take over the bucket that stays. Deploy with AWS credentials and a region that the CDK command finds, or give the stack an env.',
  );
}
