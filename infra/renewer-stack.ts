/**
 * The whole stack: data that outlives it, the plan and the renew function with the queue between them, and a resource for
 * each certificate. Its provider takes two more functions of ours; CDK's framework adds three and a state machine.
 */
import { Annotations, Stack, type StackProps, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { doubtfulNames } from '../functions/engine/config/certifiable-names.ts';
import type { CertificateSettings, RenewerConfig } from '../functions/engine/config/renewer-config.ts';
import { Alerts } from './alerts.ts';
import type { HandlerBundles } from './bundle-handlers.ts';
import { CertificateBucket } from './certificate-bucket.ts';
import { CertificateProvider } from './certificate-provider.ts';
import { CheckSchedule } from './check-schedule.ts';
import { DescriptorParameter } from './descriptor-parameter.ts';
import { importEncryptionKey } from './encryption-key.ts';
import { warnOfImportQuota } from './import-quota.ts';
import { ManagedCertificate } from './managed-certificate.ts';
import { addOutputs } from './outputs.ts';
import { PlanFunction } from './plan-function.ts';
import { RecordsTables } from './records-tables.ts';
import { RenewFunction } from './renew-function.ts';
import { TokenSecret } from './token-secret.ts';
import { WorkQueue } from './work-queue.ts';

export type RenewerStackProps = Pick<StackProps, 'env' | 'stackName'> & {
  /** Complete and checked. */
  config: RenewerConfig;
  /** The code of the functions. */
  bundles: HandlerBundles;
};

export class RenewerStack extends Stack {
  constructor(scope: Construct, id: string, { config, bundles, ...stackProps }: RenewerStackProps) {
    super(scope, id, {
      ...stackProps,
      description: 'dnscale-certs: certificates by DNS-01 at DNScale, stored in S3, imported into ACM',
    });
    const encryptionKey = importEncryptionKey(this, config.encryptionKeyArn);
    const bucket = new CertificateBucket(this, 'Bucket', encryptionKey);
    const records = new RecordsTables(this, 'Records', encryptionKey);
    const tokenSecret = new TokenSecret(this, config.dnscale.tokenSecretName);
    const workQueue = new WorkQueue(this, 'Work', encryptionKey);
    const { deadLetterQueue } = workQueue;

    const planProps = { bundle: bundles.plan, records, tokenSecret, workQueue, ...config.schedule };
    const plan = new PlanFunction(this, 'Plan', planProps);
    new CheckSchedule(this, 'Check', {
      plan: plan.handler,
      ...config.schedule,
      deadLetterQueue,
      encryptionKey,
    });
    const regions = allRegions(config, this.region);
    const renewProps = {
      bundle: bundles.renew,
      settings: config,
      certificateAuthorities: [...new Set(config.certificates.map((each) => each.certificateAuthority))],
      regions,
      bucket,
      records,
      tokenSecret,
      workQueue,
    };
    const renew = new RenewFunction(this, 'Renew', renewProps);
    const provider = new CertificateProvider(this, 'Declare', {
      bundle: bundles.declare,
      records,
      workQueue,
      tokenSecret,
      bucketName: bucket.bucketName,
    });
    warnOfImportQuota(this, config.certificates);
    warnOfUnknownPlace(this);
    const functions = { plan: plan.handler, renew: renew.handler };
    const { topicArn } = new Alerts(this, 'Alerts', {
      alertEmail: config.alertEmail,
      functions,
      deadLetterQueue,
      encryptionKey,
    });

    describeRenewer(this, { bucket, records, tokenSecret, workQueue, plan, renew, provider, topicArn });

    const certificates = new Construct(this, 'Certificates');
    for (const settings of config.certificates) {
      new ManagedCertificate(certificates, settings.certificateName, { settings, provider });
      warnOfDoubtfulNames(this, settings);
    }
    // The first message must find everything in place, and a last run should still be possible at removal.
    certificates.node.addDependency(bucket, renew);
    addOutputs(this, { bucket, records, tokenSecret, certificates: config.certificates });
  }
}

type Parts = {
  bucket: CertificateBucket;
  records: RecordsTables;
  tokenSecret: TokenSecret;
  workQueue: WorkQueue;
  plan: PlanFunction;
  renew: RenewFunction;
  provider: CertificateProvider;
  topicArn: string;
};

function describeRenewer(stack: Stack, { plan, renew, provider, topicArn, ...parts }: Parts): void {
  new DescriptorParameter(stack, 'Descriptor', {
    renewerName: stack.stackName,
    ...parts.records.tableNames,
    bucketName: parts.bucket.bucketName,
    queueUrl: parts.workQueue.queueUrl,
    tokenSecretName: parts.tokenSecret.secretName,
    planFunction: plan.handler.functionName,
    renewFunction: renew.handler.functionName,
    logGroups: {
      plan: plan.handler.logGroup.logGroupName,
      renew: renew.handler.logGroup.logGroupName,
      ...provider.logGroups,
    },
    topicArn,
  });
}

function warnOfDoubtfulNames(scope: Construct, settings: CertificateSettings): void {
  for (const { domainName, words, fix } of doubtfulNames(
    settings.domainNames,
    settings.certificateAuthority,
  )) {
    Annotations.of(scope).addWarningV2(`dnscale-certs:${domainName}`, `${words}. ${fix}`);
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

/** Every region that a certificate is imported into. The stack's own is a token until deployment. */
function allRegions({ certificates }: RenewerConfig, ownRegion: string): string[] {
  return [...new Set(certificates.flatMap(({ regions }) => regions ?? [ownRegion]))];
}
