/** What the bundles leave out: built around the real packages, run by Node in processes of their own. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slimCommandModules, slimModules } from '../../../infra/slim-modules.ts';
import { bundled, runBundled } from './bundled.ts';

let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => response.writeHead(201, { 'x-seen': request.method }).end(`got ${body}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

describe.each([
  ['functions', slimModules],
  ['command', slimCommandModules],
] as const)('what the bundles of the %s leave out', (_, plugin) => {
  it("leaves undici's agent whole: it sends texts and reads answers", async () => {
    const stdout = await runBundled(
      plugin,
      `
      import { Agent } from 'undici';
      const agent = new Agent();
      const answer = await agent.request({ origin: '${origin}', path: '/', method: 'POST', body: 'text' });
      console.log(answer.statusCode, answer.headers['x-seen'], await answer.body.text());
      await agent.close();`,
    );

    expect(stdout).toBe('201 POST got text');
  });

  it('says that it is missing when HTTP/2 is asked for', async () => {
    const stdout = await runBundled(
      plugin,
      `
      import { Agent } from 'undici';
      const agent = new Agent({ useH2c: true });
      process.on('uncaughtException', ({ message }) => { console.log(message); process.exit(); });
      await agent.request({ origin: '${origin}', path: '/', method: 'GET' }).catch(({ message }) => console.log(message));
      process.exit();`,
    );

    expect(stdout).toBe(
      'HTTP/2 of undici is not in this bundle of dnscale-certs: infra/slim-modules.ts says why.',
    );
  });

  it('leaves what acme-client signs requests with, and says that X.509 is missing when it makes a CSR', async () => {
    const stdout = await runBundled(
      plugin,
      `
      import { Client, crypto } from 'acme-client';
      const { privateKey } = await import('node:crypto').then(({ generateKeyPairSync }) =>
        generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }));
      const client = new Client({ directoryUrl: 'https://ca.test/directory', accountKey: privateKey });
      console.log(client.http.getJwk().crv, Object.keys(client.http.createSignedBody('https://ca.test/', { a: 1 }, { kid: 'k' })));
      await crypto.createCsr({ altNames: ['example.com'] }, privateKey).catch(({ message }) => console.log(message));`,
    );

    expect(stdout.split('\n')).toEqual([
      "P-256 [ 'payload', 'protected', 'signature' ]",
      'X.509 of acme-client is not in this bundle of dnscale-certs: infra/slim-modules.ts says why.',
    ]);
  });

  it('says that it is missing when an answer streams events, and reads one that is whole', async () => {
    const stdout = await runBundled(
      plugin,
      `
      import { GetObjectCommand, S3Client, SelectObjectContentCommand } from '@aws-sdk/client-s3';
      import { Readable } from 'node:stream';
      const handle = async () => ({ response: { statusCode: 200, headers: {}, body: Readable.from(['a text']) } });
      const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
      const client = new S3Client({ region: 'eu-west-1', credentials, requestHandler: { handle } });
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'certificates', Key: 'a' }));
      console.log(await Body.transformToString());
      const asked = {
        Bucket: 'certificates', Key: 'a', Expression: 'SELECT 1', ExpressionType: 'SQL',
        InputSerialization: { JSON: {} }, OutputSerialization: { JSON: {} },
      };
      await client.send(new SelectObjectContentCommand(asked)).catch(({ message }) => console.log(message));`,
    );

    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'a text',
      expect.stringMatching(/^a stream of events is not in this bundle of dnscale-certs/),
    ]);
  });
});

describe('slimModules', () => {
  it('leaves the name, the words, the fields and the status of an error whose class is left out', async () => {
    const stdout = await runBundled(
      slimModules,
      `
      import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
      import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
      import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
      import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
      import { Readable } from 'node:stream';
      const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
      async function show(Client, command, body, headers = {}) {
        let calls = 0;
        const handle = async () => {
          calls += 1;
          return { response: { statusCode: 400, headers: { ...headers }, body: Readable.from([body]) } };
        };
        const client = new Client({ region: 'eu-west-1', credentials, maxAttempts: 2, requestHandler: { handle } });
        const error = await client.send(command).catch((thrown) => thrown);
        const { name, message, Item, $metadata } = error;
        console.log(error instanceof Error, name, '|', message, '|', Item?.id, $metadata.httpStatusCode, calls);
      }
      const json = (type, rest) => JSON.stringify({ __type: 'com.amazonaws.any#' + type, ...rest });
      const put = new PutItemCommand({ TableName: 't', Item: { id: { S: 'a' } } });
      const failed = json('ConditionalCheckFailedException', { message: 'The conditional request failed', Item: { id: 'b' } });
      await show(DynamoDBClient, put, failed);
      await show(DynamoDBClient, put, json('ThrottlingException', { message: 'Slow down' }));
      await show(DynamoDBClient, put, json('ReplicatedWriteConflictException', { message: 'Two regions' }));
      const describe = new DescribeCertificateCommand({ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a' });
      await show(ACMClient, describe, json('ResourceNotFoundException', { Message: 'No such certificate' }));
      await show(ACMClient, describe, json('ThrottlingException', { message: 'Rate exceeded' }));
      const xml = '<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message><Key>a</Key></Error>';
      await show(S3Client, new GetObjectCommand({ Bucket: 'certificates', Key: 'a' }), xml);
      const queue = { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' };
      await show(SQSClient, new GetQueueUrlCommand({ QueueName: 'q' }), json('QueueDoesNotExist', { message: 'No queue' }), queue);`,
    );

    // The last number: how often the client has asked. It tries again after an error that throttles, as with the class.
    expect(stdout.split('\n')).toEqual([
      'true ConditionalCheckFailedException | The conditional request failed | b 400 1',
      'true ThrottlingException | Slow down | undefined 400 2',
      'true ReplicatedWriteConflictException | Two regions | undefined 400 2',
      'true ResourceNotFoundException | No such certificate | undefined 400 1',
      'true ThrottlingException | Rate exceeded | undefined 400 2',
      'true NoSuchKey | The key does not exist. | undefined 400 1',
      'true QueueDoesNotExist | No queue | undefined 400 1',
    ]);
  });

  it('keeps of a client the schemas of what is called', async () => {
    const code = await bundled(
      slimModules,
      `
      import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
      console.log(S3Client, GetObjectCommand);`,
    );

    const named = [
      'GetObjectRequest',
      'PutObjectRequest',
      'CreateBucketRequest',
      'SelectObjectContentRequest',
    ];
    expect(named.filter((name) => code.includes(`"${name}"`))).toEqual(['GetObjectRequest']);
  });
});
