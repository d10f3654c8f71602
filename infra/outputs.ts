/** What `cdk deploy` prints at its end: each certificate's ARNs, the names of what outlives the stack, and what comes next. */
import { CfnOutput, type Stack, Token } from 'aws-cdk-lib';
import { arnAttribute } from '../functions/engine/config/arn-attribute.ts';
import type { CertificateRenewer } from './certificate-renewer.ts';
import type { RenewedCertificate } from './renewed-certificate.ts';

export function addOutputs(
  stack: Stack,
  renewer: CertificateRenewer,
  certificates: readonly RenewedCertificate[],
): void {
  const { region } = stack;
  const { tokenSecretName, statesTableName } = renewer;
  const outputs = {
    BucketName: renewer.bucketName,
    StatesTableName: statesTableName,
    TokenSecretName: tokenSecretName,
    SetTokenCommand: `npx dnscale-certs token set --region ${region} --secret-name ${tokenSecretName}`,
    StatusCommand: `npx dnscale-certs status --region ${region}`,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
  certificates.forEach((certificate, index) => {
    addArns(stack, certificate, index);
  });
}

/** An output for each region. Names of outputs hold letters and digits only, so two certificates may differ in their number alone. */
function addArns(stack: Stack, certificate: RenewedCertificate, index: number): void {
  const letters = certificate.certificateName.replace(/[^A-Za-z0-9]/g, '');
  for (const region of certificate.regions) {
    const place = region === stack.region ? 'Arn' : arnAttribute(region);
    new CfnOutput(stack, `Certificate${index + 1}${letters}${place}`, {
      value: certificate.inRegion(region).certificateArn,
      // CloudFormation takes no reference in a description.
      description: `${certificate.certificateName} in ${Token.isUnresolved(region) ? "the stack's region" : region}`,
    });
  }
}
