/** What is left of a certificate that nobody declares any more, as the deployed renewer would have left it: with a copy in ACM. */
import { ACMClient, AddTagsToCertificateCommand } from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalWorld } from '../support/world/local-world.ts';
import { importAs } from './role-probes.ts';

export const LEFT_OVER = 'old.example.com';

export async function leaveBehind({ aws }: LocalWorld): Promise<void> {
  const as = { ...aws.clientConfiguration, endpoint: aws.acmConfiguration.endpoint };
  const certificateArn = await importAs(`${aws.region}/DnscaleCerts`)(as);
  const Tags = [{ Key: 'dnscale-certs:certificate', Value: LEFT_OVER }];
  await new ACMClient(as).send(new AddTagsToCertificateCommand({ CertificateArn: certificateArn, Tags }));
  const importedAt = '2026-11-01T00:00:00.000Z';
  const Item = {
    certificateName: LEFT_OVER,
    kind: 'state',
    schema: 1,
    certificate: {
      version: '20261101T000000Z-aaaaaa',
      serial: '0a1b2c',
      domainNames: [LEFT_OVER],
      notBefore: importedAt,
      notAfter: '2099-11-01T00:00:00.000Z',
      keyAlgorithm: 'EC_PRIME256V1',
      certificateAuthority: 'https://ca.test/directory',
    },
    installations: { [aws.region]: { certificateArn, serial: '0a1b2c', importedAt } },
  };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws.clientConfiguration));
  await client.send(new PutCommand({ TableName: 'DnscaleCerts-states', Item }));
}
