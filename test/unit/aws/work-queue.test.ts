import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createWorkQueue } from '../../../functions/aws/work-queue.ts';
import { noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const NAMES = Array.from({ length: 25 }, (_, index) => `name-${index}`);

describe('send', () => {
  it('fails, naming those that were not taken, after it has sent all other batches', async () => {
    const { client, sent } = scriptedClient<SQSClient>((_, count) =>
      count === 1
        ? { Failed: [{ Id: '3', Code: 'InternalError', Message: 'busy', SenderFault: false }] }
        : {},
    );

    const result = createWorkQueue({ client: () => client, queueUrl: 'q' }).send(NAMES, noDeadline());

    await expect(result).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'next-run',
      message: expect.stringMatching(/did not take the messages for name-3: InternalError: busy/),
    });
    expect(sent).toHaveLength(3);
  });

  it('fails when one batch fails, after it has sent all others', async () => {
    const { client, sent } = scriptedClient<SQSClient>((_, count) => {
      if (count === 2) throw sdkError('ThrottlingException');
      return {};
    });

    const result = createWorkQueue({ client: () => client, queueUrl: 'q' }).send(NAMES, noDeadline());

    await expect(result).rejects.toMatchObject({ disposition: 'next-run' });
    expect(sent).toHaveLength(3);
  });
});
