import { describe, expect, it } from 'vitest';
import { lazyAcm } from '../../../functions/aws/acm-clients.ts';
import { lazyDynamoDb } from '../../../functions/aws/dynamo-db-client.ts';
import { lazyS3 } from '../../../functions/aws/s3-client.ts';
import { lazySecretsManager } from '../../../functions/aws/secrets-manager-client.ts';
import { lazySqs } from '../../../functions/aws/sqs-client.ts';

const REGION = { region: 'eu-central-1' };

describe.each([
  ['lazyDynamoDb', lazyDynamoDb],
  ['lazyS3', lazyS3],
  ['lazySecretsManager', lazySecretsManager],
  ['lazySqs', lazySqs],
])('%s', (_, lazy) => {
  it('makes one client, at the first call', () => {
    const client = lazy(REGION);

    expect(client()).toBe(client());
  });

  it('makes a client that tries six times', async () => {
    expect(await lazy(REGION)().config.maxAttempts()).toBe(6);
  });
});

describe('lazyAcm', () => {
  it('makes one client for each region and number of tries', async () => {
    const clients = lazyAcm();

    const client = clients('us-east-1', 1);

    expect(clients('us-east-1', 1)).toBe(client);
    expect(clients('us-east-1', 8)).not.toBe(client);
    expect(clients('eu-central-1', 1)).not.toBe(client);
    expect(await client.config.maxAttempts()).toBe(1);
    expect(await client.config.region()).toBe('us-east-1');
  });
});
