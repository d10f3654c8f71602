/** The stack of this repository's app: one renewer, and a certificate for each entry of the configuration. */
import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { KeyAlgorithm } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { RenewerConfig } from '../functions/engine/config/renewer-config.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { CertificateRenewer } from './certificate-renewer.ts';
import { HANDLERS_CONTEXT } from './handlers-folder.ts';
import { addOutputs } from './outputs.ts';
import type { RenewedCertificate } from './renewed-certificate.ts';

export type RenewerStackProps = Pick<StackProps, 'env' | 'stackName'> & {
  /** Complete and checked. */
  config: RenewerConfig;
  /** The folder that `bundleHandlers` has filled. */
  handlersFolder: string;
};

const REMOVAL_POLICIES = { retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY };

export class RenewerStack extends Stack {
  /** In the order of the configuration. */
  readonly certificates: readonly RenewedCertificate[];

  constructor(scope: Construct, id: string, { config, handlersFolder, ...stackProps }: RenewerStackProps) {
    super(scope, id, {
      ...stackProps,
      description: 'dnscale-certs: certificates by DNS-01 at DNScale, stored in S3, imported into ACM',
    });
    this.node.setContext(HANDLERS_CONTEXT, handlersFolder);
    const { certificates, certificateAuthorities, certificateAuthority, ...rest } = config;
    const { encryptionKeyArn, schedule, tags, ...settings } = rest;
    for (const [key, value] of Object.entries(tags ?? {})) Tags.of(this).add(key, value);
    const { delegationZones, tokenSecretName, ...dnscale } = config.dnscale;
    const encryptionKey = encryptionKeyArn && Key.fromKeyArn(this, 'EncryptionKey', encryptionKeyArn);
    // CDK leaves this id out of all logical ids below: they are those of the releases before there was a construct.
    const renewer = new CertificateRenewer(this, 'Default', {
      ...settings,
      termsOfServiceAgreed: true,
      certificateAuthority: CertificateAuthority.of(certificateAuthority),
      ...(certificateAuthorities && {
        certificateAuthorities: certificateAuthorities.map(CertificateAuthority.of),
      }),
      ...(encryptionKey && { encryptionKey }),
      dnscaleToken: Secret.fromSecretNameV2(this, 'Token', tokenSecretName),
      dnscale,
      delegationZones,
      checkEveryMinutes: schedule.everyMinutes,
    });
    this.certificates = certificates.map(
      ({ keyAlgorithm, inheritsKeyAlgorithm, removalPolicy, certificateAuthority: url, regions, ...given }) =>
        renewer.addCertificate(given.certificateName, {
          ...given,
          ...(regions?.length === 0 ? { importIntoAcm: false } : { regions }),
          ...(!inheritsKeyAlgorithm && { keyAlgorithm: new KeyAlgorithm(keyAlgorithm) }),
          ...(removalPolicy && { removalPolicy: REMOVAL_POLICIES[removalPolicy] }),
          certificateAuthority: CertificateAuthority.of(url),
          extraWaitSeconds: given.extraWaitSeconds ?? 0,
        }),
    );
    addOutputs(this, renewer, this.certificates);
  }
}
