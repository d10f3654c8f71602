/** The parts of a renewer, put together; and what the command is told of them. */
import type { Construct } from 'constructs';
import type { RenewerDescriptor } from '../functions/engine/config/descriptor.ts';
import { Alerts } from './alerts.ts';
import type { AllowedRequests } from './allowed-requests.ts';
import { CertificateBucket } from './certificate-bucket.ts';
import { CertificateProvider } from './certificate-provider.ts';
import { CheckSchedule } from './check-schedule.ts';
import { DescriptorParameter } from './descriptor-parameter.ts';
import { NotifyFunction } from './notify-function.ts';
import { PlanFunction } from './plan-function.ts';
import { PROBE_MINUTES, ProbeFunction } from './probe-function.ts';
import { RecordsTables } from './records-tables.ts';
import { RenewFunction } from './renew-function.ts';
import type { CertificateRenewerProps, checkRenewerProps } from './renewer-props.ts';
import { renewerNameOf } from './renewer-scope.ts';
import { TokenSecret } from './token-secret.ts';
import { WorkQueue } from './work-queue.ts';

type Settings = ReturnType<typeof checkRenewerProps>['settings'];

export type RenewerParts = ReturnType<typeof buildParts>;

export function buildParts(
  scope: Construct,
  props: Partial<CertificateRenewerProps>,
  settings: Settings,
  allowed: AllowedRequests,
) {
  const { encryptionKey, dnscaleToken } = props;
  const { schedule } = settings;
  const bucket = new CertificateBucket(scope, 'Bucket', encryptionKey, props.bucket);
  const records = new RecordsTables(scope, 'Records', encryptionKey);
  const tokenName = dnscaleToken?.secretName ?? settings.dnscale.tokenSecretName;
  const tokenSecret = new TokenSecret(scope, tokenName, dnscaleToken?.encryptionKey);
  const workQueue = new WorkQueue(scope, 'Work', encryptionKey);
  const { deadLetterQueue } = workQueue;
  const ticks = { ...schedule, deadLetterQueue, encryptionKey };
  const plan = new PlanFunction(scope, 'Plan', { records, tokenSecret, workQueue, ...schedule });
  const checkSchedule = new CheckSchedule(scope, 'Check', {
    name: 'check',
    description: 'Starts the plan function of the certificate renewer',
    handler: plan.handler,
    ...ticks,
  });
  const notify = new NotifyFunction(scope, 'Notify', { records, ...ticks });
  const { vpc, vpcSubnets, securityGroups } = props;
  const network = vpc && { vpc, vpcSubnets, securityGroups };
  const shared = { allowed, records, tokenSecret, workQueue };
  const own = { settings, encryptionKey, network, bucket, ...schedule };
  const renew = new RenewFunction(scope, 'Renew', { ...shared, ...own });
  const { handler: probe } = new ProbeFunction(scope, 'Probe', { settings, network, records, allowed });
  new CheckSchedule(scope, 'ProbeSchedule', {
    ...ticks,
    name: 'probes',
    description: 'Starts the probe function of the certificate renewer',
    handler: probe,
    // With a clock of their own: they wait behind no run.
    everyMinutes: PROBE_MINUTES,
  });
  const { bucketName } = bucket;
  const provider = new CertificateProvider(scope, 'Declare', { ...shared, bucketName });
  const { topic } = new Alerts(scope, 'Alerts', {
    ...ticks,
    alertEmail: settings.alertEmail,
    topic: props.topic,
    functions: { plan: plan.handler, renew: renew.handler, notify: notify.handler, probe },
    workQueue: workQueue.queue,
    schedule: checkSchedule,
  });
  notify.publishTo(topic, props.topic ? undefined : encryptionKey);
  const functions = { plan, renew, notify, probe, provider };
  return { bucket, records, tokenSecret, workQueue, ...functions, topicArn: topic.topicArn };
}

/** What `adopt` goes by when it stores what another client had. */
type Issuing = Pick<
  RenewerDescriptor,
  'certificateAuthority' | 'certificateAuthorities' | 'encryptionKeyArn'
>;

/** By these names the command finds everything. */
export function describeParts(
  scope: Construct,
  { plan, renew, notify, probe, provider, ...parts }: RenewerParts,
  issuing: Issuing,
): void {
  new DescriptorParameter(scope, 'Descriptor', {
    renewerName: renewerNameOf(scope),
    ...issuing,
    ...parts.records.tableNames,
    bucketName: parts.bucket.bucketName,
    queueUrl: parts.workQueue.queueUrl,
    tokenSecretName: parts.tokenSecret.secretName,
    planFunction: plan.handler.functionName,
    renewFunction: renew.handler.functionName,
    notifyFunction: notify.handler.functionName,
    logGroups: {
      plan: plan.handler.logGroup.logGroupName,
      renew: renew.handler.logGroup.logGroupName,
      notify: notify.handler.logGroup.logGroupName,
      probe: probe.logGroup.logGroupName,
      ...provider.logGroups,
    },
    topicArn: parts.topicArn,
  });
}
