/**
 * The whole stack: data that outlives it, the plan and the renew function with the queue between them, and a resource for
 * each certificate. Its provider takes two more functions of ours; CDK's framework adds three and a state machine.
 */
import { Annotations, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { doubtfulNames } from '../functions/engine/config/certifiable-names.ts';
import type { RenewerConfig } from '../functions/engine/config/renewer-config.ts';
import { Alerts } from './alerts.ts';
import type { HandlerBundles } from './bundle-handlers.ts';
import { CertificateBucket } from './certificate-bucket.ts';
import { CertificateProvider } from './certificate-provider.ts';
import { CheckSchedule } from './check-schedule.ts';
import type { DataProps } from './existing-data.ts';
import { warnOfImportQuota } from './import-quota.ts';
import { ManagedCertificate } from './managed-certificate.ts';
import { addOutputs } from './outputs.ts';
import { PlanFunction } from './plan-function.ts';
import { RecordsTables } from './records-tables.ts';
import { RenewFunction } from './renew-function.ts';
import { TokenSecret } from './token-secret.ts';
import { WorkQueue } from './work-queue.ts';

export type RenewerStackProps = DataProps & {
  /** Complete and checked. */
  config: RenewerConfig;
  /** The code of the functions. */
  bundles: HandlerBundles;
};

export class RenewerStack extends Stack {
  constructor(scope: Construct, id: string, { config, bundles, existingData }: RenewerStackProps) {
    super(scope, id, {
      description: 'dnscale-certs: certificates by DNS-01 at DNScale, stored in S3, imported into ACM',
    });
    const bucket = new CertificateBucket(this, 'Bucket', { existingData });
    const records = new RecordsTables(this, 'Records');
    const tokenSecret = new TokenSecret(this, 'Token', { existingData });
    const workQueue = new WorkQueue(this, 'Work');
    const { deadLetterQueue } = workQueue;

    const plan = new PlanFunction(this, 'Plan', { bundle: bundles.plan, records, tokenSecret, workQueue });
    new CheckSchedule(this, 'Check', { plan: plan.handler, ...config.schedule, deadLetterQueue });
    const regions = allRegions(config, this.region);
    const renewProps = {
      bundle: bundles.renew,
      settings: config,
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
    });
    warnOfImportQuota(this, config.certificates);
    new Alerts(this, 'Alerts', { alertEmail: config.alertEmail, deadLetterQueue });

    const certificates = new Construct(this, 'Certificates');
    for (const settings of config.certificates) {
      new ManagedCertificate(certificates, settings.certificateName, { settings, provider });
      for (const { domainName, words, fix } of doubtfulNames(
        settings.domainNames,
        settings.certificateAuthority,
      )) {
        Annotations.of(this).addWarningV2(`dnscale-certs:${domainName}`, `${words}. ${fix}`);
      }
    }
    // The first message must find everything in place, and a last run should still be possible at removal.
    certificates.node.addDependency(bucket, tokenSecret, renew);
    addOutputs(this, { bucket, records, tokenSecret, certificates: config.certificates });
  }
}

/** Every region that a certificate is imported into. The stack's own is a token until deployment. */
function allRegions({ certificates }: RenewerConfig, ownRegion: string): string[] {
  return [...new Set(certificates.flatMap(({ regions }) => regions ?? [ownRegion]))];
}
