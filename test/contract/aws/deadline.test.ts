/** An AWS that takes requests and never answers: every call ends with the run's deadline. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificateStore } from '../../../functions/aws/certificate-store.ts';
import { createRenewerDirectory } from '../../../functions/aws/renewer-directory.ts';
import { lazyS3 } from '../../../functions/aws/s3-client.ts';
import { lazySqs } from '../../../functions/aws/sqs-client.ts';
import { lazySsm } from '../../../functions/aws/ssm-client.ts';
import { createWorkQueue } from '../../../functions/aws/work-queue.ts';
import { deadlineIn, systemClock } from '../../../functions/engine/deadline.ts';
import type { Deadline } from '../../../functions/engine/ports/time.ts';

let server: Server;
let options: Parameters<typeof lazyS3>[0];

beforeAll(async () => {
  server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  options = { endpoint, credentials, region: 'eu-central-1', forcePathStyle: true };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const CALLS: [string, (deadline: Deadline) => Promise<unknown>][] = [
  [
    'readVersion',
    (deadline) =>
      createCertificateStore({
        client: lazyS3(options),
        bucketName: 'b',
        bucketOwner: '000000000000',
        clock: systemClock,
      }).readVersion('example.com', 'v1', deadline),
  ],
  [
    'send',
    (deadline) =>
      createWorkQueue({ client: lazySqs(options), queueUrl: `${options?.endpoint}/1/q` }).send(
        ['a'],
        deadline,
      ),
  ],
];

describe.each(CALLS)('%s', (_, call) => {
  it('fails with deadline-exceeded when the deadline comes before an answer', async () => {
    const begunAt = Date.now();

    await expect(call(deadlineIn(200, systemClock))).rejects.toMatchObject({ code: 'deadline-exceeded' });

    expect(Date.now() - begunAt).toBeLessThan(3_000);
  });
});

describe('a command that waits for AWS', () => {
  it('is told that AWS did not answer, and to what', async () => {
    const directory = createRenewerDirectory({
      client: lazySsm(options),
      caller: { profileOption: '' },
    });

    const failure = await directory
      .listRenewers(deadlineIn(1_100, systemClock, 'reading the certificates'))
      .catch((error) => error);

    expect(failure.toldToCaller).toBe(
      'The time for reading the certificates is used up. AWS did not answer within 1 s: ssm:GetParametersByPath on parameters /dnscale-certs/*. See whether AWS is up, and whether this network lets https out to it; a proxy is not used. Then run this again: nothing is lost.',
    );
  });
});

describe('lazyS3', () => {
  it('makes a client that takes 10 s without an answer for an error, not for a warning', async () => {
    const client = lazyS3(options)();
    await client
      .send(new ListBucketsCommand({}), { abortSignal: AbortSignal.timeout(100) })
      .catch(() => undefined);

    // The handler fills in its settings at the first request.
    const handler = client.config.requestHandler as unknown as { httpHandlerConfigs(): object };
    expect(handler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      throwOnRequestTimeout: true,
    });
  });
});
