/** What `cdk deploy` prints at its end: the names of what outlives the stack, and the two commands that come next. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { ITEM_KIND, TABLE_KEY } from '../functions/aws/table.ts';
import type { CertificateSettings } from '../functions/engine/config/renewer-config.ts';
import type { CertificateBucket } from './certificate-bucket.ts';
import type { RecordsTables } from './records-tables.ts';
import type { TokenSecret } from './token-secret.ts';

export type OutputSources = {
  bucket: CertificateBucket;
  records: RecordsTables;
  tokenSecret: TokenSecret;
  /** The command that shows a state is about the first of them. */
  certificates: CertificateSettings[];
};

export function addOutputs(
  stack: Stack,
  { bucket, records, tokenSecret, certificates }: OutputSources,
): void {
  const { region } = stack;
  const { secretName } = tokenSecret;
  const { statesTable } = records.tableNames;
  const key = {
    [TABLE_KEY.partitionKey]: { S: certificates[0]?.certificateName },
    [TABLE_KEY.sortKey]: { S: ITEM_KIND.state },
  };
  const outputs = {
    BucketName: bucket.bucketName,
    StatesTableName: statesTable,
    TokenSecretName: secretName,
    SetTokenCommand: `npx dnscale-certs token set --region ${region} --secret-name ${secretName}`,
    StateCommand: `aws dynamodb get-item --region ${region} --table-name ${statesTable} --key '${JSON.stringify(key)}'`,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}
