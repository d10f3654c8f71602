/** One certificate of the configuration, as a custom resource whose events go to the provider. */
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEFINITIONS_LAYOUT } from '../functions/aws/table.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import type { CertificateProvider } from './certificate-provider.ts';

export type ManagedCertificateProps = {
  /** As the configuration has them, complete and checked. */
  settings: CertificateSettings;
  /** Handles the resource's events. */
  provider: CertificateProvider;
};

export class ManagedCertificate extends Construct {
  constructor(scope: Construct, id: string, { settings, provider }: ManagedCertificateProps) {
    super(scope, id);
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::DnscaleCertificate',
      serviceToken: provider.serviceToken,
      serviceTimeout: Duration.hours(1),
      properties: {
        ...settings,
        regions: settings.regions ?? [Stack.of(this).region],
        definitionsLayout: DEFINITIONS_LAYOUT,
      },
    });
  }
}
