/**
 * What stays when the stack is destroyed, what that costs, and how to take it over: `npm run destroy` tells it before CDK
 * asks. CDK itself only shows skipped deletions, among all its other events.
 */
import { CfnDeletionPolicy, CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  accountKeyPrefix,
  certificateSecretPrefix,
  externalAccountPrefix,
} from '../functions/aws/secret-names.ts';
import { EARLIER_TABLE_SUFFIX } from '../functions/aws/table.ts';

/** @param tokenSecretName of the secret that the stack only reads. */
export function whatStays(stack: Stack, tokenSecretName: string): string {
  const { stackName } = stack;
  const rows = [
    ...retainedData(stack),
    ['table', `${stackName}${EARLIER_TABLE_SUFFIX}`, 'only where an earlier release made it; cents a month'],
    ['secret', tokenSecretName, 'the DNScale token; $0.40 a month'],
    ['secrets', `${accountKeyPrefix(stackName)}*`, 'an account key for each CA; $0.40 a month each'],
    [
      'secrets',
      `${externalAccountPrefix(stackName)}*`,
      'external accounts, if you made any; $0.40 a month each',
    ],
    [
      'secrets',
      `${certificateSecretPrefix(stackName)}*`,
      'certificates that you had stored there; $0.40 a month each, and nobody renews them',
    ],
    ['ACM', 'every imported certificate', 'free; load balancers keep it, and nobody renews it'],
  ];
  return [
    `When ${stackName} is destroyed, this stays until you delete it:`,
    ...rows.map(([kind = '', name, cost]) => `  ${kind.padEnd(8)}${name}: ${cost}`),
    'A later stack of this name takes it over and issues nothing again: npx cdk deploy --import-existing-resources',
    'To delete it for good: README.md, "Removing it".',
    '',
  ].join('\n');
}

function retainedData(stack: Stack): string[][] {
  const retained = stack.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ cfnOptions }) => cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN);
  return retained.map((resource) => {
    if (resource instanceof CfnBucket) {
      return ['bucket', String(resource.bucketName), 'all keys and certificates; cents a month'];
    }
    if (resource instanceof CfnTable) return ['table', String(resource.tableName), 'cents a month'];
    throw new Error(`${resource.cfnResourceType} is retained, and what it costs is not known here`);
  });
}
