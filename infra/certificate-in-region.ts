/** A certificate as it is in another region than its stack's. */
import { Duration, Resource, type ResourceProps } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

type CertificateInRegionProps = Required<Pick<ResourceProps, 'region'>> & { certificateArn: string };

export class CertificateInRegion extends Resource implements ICertificate {
  readonly certificateArn: string;
  private readonly region: string;

  constructor(scope: Construct, id: string, { region, certificateArn }: CertificateInRegionProps) {
    super(scope, id, { region });
    this.region = region;
    this.certificateArn = certificateArn;
  }

  get certificateRef(): { readonly certificateArn: string } {
    return { certificateArn: this.certificateArn };
  }

  metricDaysToExpiry(props?: MetricOptions): Metric {
    return daysToExpiry(this.certificateArn, { region: this.region, ...props });
  }

  /** The certificate that it belongs to has the policy. */
  override applyRemovalPolicy(): void {}
}

/** As CDK's own certificates have it. */
export function daysToExpiry(certificateArn: string, props?: MetricOptions): Metric {
  return new Metric({
    period: Duration.days(1),
    ...props,
    dimensionsMap: { CertificateArn: certificateArn },
    metricName: 'DaysToExpiry',
    namespace: 'AWS/CertificateManager',
    statistic: Stats.MINIMUM,
  });
}
