/** The SSM parameter that describes a renewer to the command: names only. What is in it: functions/engine/config/descriptor.ts. */
import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  DESCRIPTOR_SCHEMA,
  descriptorParameterName,
  type RenewerDescriptor,
} from '../functions/engine/config/descriptor.ts';
import packageJson from '../package.json' with { type: 'json' };

export class DescriptorParameter extends Construct {
  constructor(scope: Construct, id: string, names: Omit<RenewerDescriptor, 'schema' | 'region' | 'version'>) {
    super(scope, id);
    const stack = Stack.of(this);
    const { version } = packageJson;
    const descriptor: RenewerDescriptor = {
      schema: DESCRIPTOR_SCHEMA,
      region: stack.region,
      version,
      ...names,
    };
    new StringParameter(this, 'Parameter', {
      parameterName: descriptorParameterName(names.renewerName),
      description: 'Where the command dnscale-certs finds this renewer',
      stringValue: stack.toJsonString(descriptor),
    });
  }
}
