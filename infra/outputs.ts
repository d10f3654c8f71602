/** What `cdk deploy` prints at its end: the names of what outlives the stack, and the two commands that come next. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { CertificateBucket } from './certificate-bucket.ts';
import type { RecordsTables } from './records-tables.ts';
import type { TokenSecret } from './token-secret.ts';

export type OutputSources = {
  bucket: CertificateBucket;
  records: RecordsTables;
  tokenSecret: TokenSecret;
};

export function addOutputs(stack: Stack, { bucket, records, tokenSecret }: OutputSources): void {
  const { region } = stack;
  const { secretName } = tokenSecret;
  const { statesTable } = records.tableNames;
  const outputs = {
    BucketName: bucket.bucketName,
    StatesTableName: statesTable,
    TokenSecretName: secretName,
    SetTokenCommand: `npx dnscale-certs token set --region ${region} --secret-name ${secretName}`,
    StatusCommand: `npx dnscale-certs status --region ${region}`,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}
