/**
 * Declares a certificate in a deployed app as CloudFormation does when the resource is created or changed: with the event
 * that CDK's provider framework hands to the declare function. It saves the seconds of a whole `cdk deploy`.
 */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CertificateDefinition } from '../../../functions/engine/config/definition.ts';
import type { Aws } from './aws.ts';

/** Throws with the function's own words when it refuses. */
export async function declareCertificate(
  { accountId, region, clientConfiguration }: Aws,
  stackName: string,
  definition: CertificateDefinition,
): Promise<void> {
  const event = {
    RequestType: 'Update',
    StackId: `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/changed-by-a-test`,
    LogicalResourceId: definition.certificateName.replaceAll(/\W/g, ''),
    OldResourceProperties: definition,
    PhysicalResourceId: definition.certificateName,
    // No deployment waits: a failure is tried again when it would be otherwise.
    ResourceProperties: { ...definition, timeoutMinutes: '0' },
  };
  const { FunctionError, Payload } = await new LambdaClient(clientConfiguration).send(
    new InvokeCommand({ FunctionName: `${stackName}-declare`, Payload: JSON.stringify(event) }),
  );
  if (FunctionError) throw new Error(`${stackName}-declare: ${Payload?.transformToString()}`);
}
