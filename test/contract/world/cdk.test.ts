/** The real cdk command against the real emulator, with a throw-away app of one queue and one function. */
import { existsSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_MODULES } from '../../support/setup/places.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { createCdk } from '../../support/world/cdk.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';

const APP = `
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const name: string = app.node.tryGetContext('stackName') ?? 'throw-away';
const stack = new Stack(app, name);
const queue = new Queue(stack, 'Queue', { queueName: name + '-work' });
new Lambda(stack, 'Probe', {
  functionName: name + '-probe',
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => ({ node: process.version, told: process.env.TOLD });'),
});
new CfnOutput(stack, 'QueueName', { value: queue.queueName });
`;

describe('createCdk', { timeout: 120_000 }, () => {
  let aws: Aws;
  let project: string;
  beforeAll(async () => {
    [aws, project] = await Promise.all([
      startAws({ userEnvironment: {}, environment: { TOLD: 'by the test' } }),
      writeProject('node app.ts'),
    ]);
  });
  afterAll(async () => {
    await aws?.stop();
    await removeFolder(project);
  });

  it('deploys the app with its context, then destroys it', async () => {
    const lines: string[] = [];
    const cdk = await createCdk({ aws, projectFolder: project, progress: (line) => lines.push(line) });

    const outputs = await cdk.deploy({ stackName: 'given' });
    const answer = await invoke(aws, 'given-probe');
    await cdk.destroy();
    const afterwards = await invoke(aws, 'given-probe');
    await cdk.close();

    expect(outputs).toEqual({ given: { QueueName: 'given-work' } });
    expect(answer.body).toMatchObject({ node: expect.stringMatching(/^v24\./), told: 'by the test' });
    expect(afterwards.status).toBe(404);
    expect(lines).toContainEqual(expect.stringContaining('aws://000000000000/eu-central-1 bootstrapped'));
    expect(existsSync(join(project, 'cdk.out'))).toBe(false);
  });

  it("fails with the command's last lines", async () => {
    const broken = await writeProject('node missing.ts');
    const cdk = await createCdk({ aws, projectFolder: broken });

    await expect(cdk.deploy()).rejects.toThrow(/cdk synth failed \(exit code 1\).*missing\.ts/s);

    await cdk.close();
    await removeFolder(broken);
  });

  it('fails when the command takes too long, and ends it', async () => {
    const endless = await writeProject('sleep 1000');
    const cdk = await createCdk({ aws, projectFolder: endless, timeoutMs: 4_000 });
    await cdk.bootstrap();

    await expect(cdk.deploy()).rejects.toThrow('cdk synth was stopped after 4 s');

    await cdk.close();
    await removeFolder(endless);
  });
});

async function writeProject(app: string): Promise<string> {
  const folder = await makeTemporaryFolder('throw-away-app');
  await symlink(NODE_MODULES, join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'cdk.json'), JSON.stringify({ app }));
  await writeFile(join(folder, 'app.ts'), APP);
  return folder;
}

async function invoke(aws: Aws, name: string): Promise<{ status: number; body: unknown }> {
  const scope = `test/20260101/${aws.region}/lambda/aws4_request`;
  const response = await fetch(`${aws.endpointUrl}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: '{}',
  });
  return { status: response.status, body: await response.json() };
}
