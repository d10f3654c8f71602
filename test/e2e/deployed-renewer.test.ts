/**
 * The app as `cdk deploy` puts it into an AWS, with its handlers bundled: the AWS is ministack, the CA is Pebble, the name
 * servers are real, the DNScale API is emulated. The tests build on one another, in this order.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { type AppDeployment, deployApp } from '../support/world/deploy-app.ts';
import { type LocalWorld, startLocalWorld } from '../support/world/local-world.ts';
import { messagesIn, sendRaw } from '../support/world/work-messages.ts';
import { OTHER_STACKS } from './other-stacks.ts';
import { openShopStacks } from './shop-stacks.ts';

let world: LocalWorld;
let deployment: AppDeployment;

const NAMES = ['example.com', 'www.example.net'];
const SOON = { timeout: 60_000, interval: 300 };

beforeAll(async () => {
  world = await startLocalWorld({ dnscale: { cacheSeconds: 0, lagMs: 500 } });
  world.dnscale.addZone('example.com');
  world.dnscale.addZone('example.net');
  deployment = await deployApp(world, {
    certificates: {
      'example.com': { domainNames: ['example.com', '*.example.com'], profile: 'default' },
      'www.example.net': { domainNames: ['www.example.net'], profile: 'default', keyAlgorithm: 'RSA_2048' },
    },
  });
});
afterAll(async () => {
  await deployment?.close();
  await world?.stop();
});

/** The leaf that ACM holds on the ARN of the state item. */
async function readFromAcm(certificateName: string) {
  const { certificateArn, certificatePem } = await deployment.app.readImported(certificateName);
  return { certificateArn, leaf: new X509Certificate(certificatePem) };
}

async function finishedRuns(certificateName: string) {
  const events = await deployment.app.readEvents();
  return events.filter(
    (event) => event.event === 'run-finished' && event.certificateName === certificateName,
  );
}

/** Changes the CA in the item of a certificate, past all that the product checks; returns what undoes it. */
async function forgeDefinition(certificateName: string, directoryUrl: string): Promise<() => Promise<void>> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(world.aws.clientConfiguration));
  const TableName = `${deployment.app.stackName}-definitions`;
  const Key = { certificateName, kind: 'definition' };
  const { Item } = await table.send(new GetCommand({ TableName, Key }));
  const changes = { certificateAuthority: directoryUrl, hash: 'forged' };
  await table.send(new PutCommand({ TableName, Item: { ...Item, ...changes } }));
  return async () => void (await table.send(new PutCommand({ TableName, Item })));
}

/** Counts who connects, and answers nobody. */
async function startListener() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    await once(server, 'close');
  };
  return { url: `https://localhost:${port}`, connections: () => connections, stop };
}

describe('the deployed renewer', () => {
  it('has issued both certificates when the deployment is over, with one ACME account', async () => {
    for (const name of NAMES) {
      const { leaf } = await readFromAcm(name);
      const pointer = JSON.parse((await deployment.app.readObject(`live/${name}/current.json`)) ?? '{}');
      expect(leaf.serialNumber.toLowerCase()).toBe(pointer.serial);
      expect(await deployment.app.readObject(`${pointer.archive}cert.pem`)).toContain(leaf.toString().trim());
    }
    expect((await readFromAcm('example.com')).leaf.subjectAltName?.split(', ').sort()).toEqual([
      'DNS:*.example.com',
      'DNS:example.com',
    ]);
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
    expect(world.dnscale.txtValues('_acme-challenge.www.example.net')).toEqual([]);
    const secrets = await new SecretsManagerClient(world.aws.clientConfiguration).send(
      new ListSecretsCommand({}),
    );
    expect(secrets.SecretList?.filter(({ Name }) => Name?.includes('acme-account'))).toHaveLength(1);
    expect(world.pebble.output().match(/There are now \d+ accounts/g)).toEqual(['There are now 1 accounts']);
  });

  it('stores a key that belongs to the certificate, and a bundle of both', async () => {
    const bundle = (await deployment.app.readObject('live/www.example.net/bundle.pem')) ?? '';
    const { leaf } = await readFromAcm('www.example.net');

    expect(leaf.checkPrivateKey(createPrivateKey(bundle))).toBe(true);
    expect(bundle).toContain(leaf.toString().trim());
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('does nothing at another check, and says when the next one is', async () => {
    const before = await readFromAcm('example.com');
    const runs = (await finishedRuns('example.com')).length;

    await deployment.app.requestCheck('example.com');
    await vi.waitUntil(async () => (await finishedRuns('example.com')).length > runs, SOON);

    expect((await finishedRuns('example.com')).at(-1)).toMatchObject({ outcome: 'unchanged' });
    expect((await readFromAcm('example.com')).leaf.serialNumber).toBe(before.leaf.serialNumber);
  });

  it('issues anew onto the same ARN when a person asks for it with the command, which follows the run', async () => {
    const before = await readFromAcm('example.com');

    const renew = await runDnscaleCerts(['renew', 'example.com', '--force', '--wait'], world.aws.environment);
    const [status, one] = await Promise.all([
      runDnscaleCerts(['status'], world.aws.environment),
      runDnscaleCerts(['status', 'example.com'], world.aws.environment),
    ]);

    const after = await readFromAcm('example.com');
    expect([renew.exitCode, renew.stderr]).toEqual([0, '']);
    expect(renew.stdout).toContain('example.com: it is in ACM of eu-central-1');
    expect(renew.stdout.trim().split('\n').at(-1)).toBe('1 renewed.');
    expect(after.certificateArn).toBe(before.certificateArn);
    expect(after.leaf.serialNumber).not.toBe(before.leaf.serialNumber);
    expect(status.stdout).toMatch(/^DnscaleCerts, eu-central-1\b/);
    expect(status.stdout).toMatch(/^✓ example\.com .* ok$/m);
    expect(status.stdout).toMatch(/^✓ www\.example\.net .* ok$/m);
    for (const step of ['readiness', 'order', 'certificate', 'store', 'ACM eu-central-1']) {
      expect(one.stdout).toMatch(new RegExp(`^ {2}✓ ${step} +\\d+ \\w{3} \\d\\d:\\d\\d +\\S`, 'm'));
    }
    expect(one.stdout).toMatch(/^ {2}✓ example\.com .* TXT on (\d) of \1 name servers? after /m);
    expect(status.exitCode).toBe(0);
  });

  it('acknowledges messages of unknown shape and for unknown certificates, and still works', async () => {
    const { aws } = world;
    const { stackName } = deployment.app;
    const runs = (await finishedRuns('example.com')).length;

    await sendRaw(aws, stackName, '{"schema":99,"something":"else"}');
    await sendRaw(aws, stackName, 'not even JSON');
    await sendRaw(aws, stackName, '{"schema":1,"certificateName":"unknown.example.org"}');
    await deployment.app.requestCheck('example.com');
    await vi.waitUntil(async () => (await finishedRuns('example.com')).length > runs, SOON);
    await vi.waitUntil(async () => (await messagesIn(aws, stackName, 'work')) === 0, SOON);

    expect(await messagesIn(aws, stackName, 'deadLetters')).toBe(0);
    expect(aws.output()).toContain('message-rejected');
  });

  it('sends nothing to a CA that somebody has written into the table of definitions, and keeps what is live', async () => {
    const before = await readFromAcm('example.com');
    const { url, connections, stop } = await startListener();
    const restore = await forgeDefinition('example.com', `${url}/directory`);

    await deployment.app.requestCheck('example.com');
    const failure = await vi.waitUntil(
      async () => (await deployment.app.readEvents()).find(({ event }) => event === 'run-failed'),
      SOON,
    );

    expect(failure).toMatchObject({
      certificateName: 'example.com',
      code: 'config-invalid',
      disposition: 'person',
      message: expect.stringContaining(
        `names the CA ${url}/directory, which this stack was not deployed with`,
      ),
    });
    expect(connections()).toBe(0);
    expect(world.dnscale.txtValues('_acme-challenge.example.com')).toEqual([]);
    expect(await readFromAcm('example.com')).toEqual(before);
    await restore();
    await stop();
  });

  it('puts a new certificate onto the same ARN when a name is added by another deployment', async () => {
    const before = await readFromAcm('www.example.net');

    await deployment.redeploy({
      'example.com': { domainNames: ['example.com', '*.example.com'], profile: 'default' },
      'www.example.net': {
        domainNames: ['www.example.net', 'api.example.net'],
        profile: 'default',
        keyAlgorithm: 'RSA_2048',
      },
    });
    const after = await readFromAcm('www.example.net');

    expect(after.leaf.serialNumber).not.toBe(before.leaf.serialNumber);
    expect(after.certificateArn).toBe(before.certificateArn);
    expect(after.leaf.subjectAltName?.split(', ').sort()).toEqual([
      'DNS:api.example.net',
      'DNS:www.example.net',
    ]);
  });

  it.each(OTHER_STACKS)('serves a stack that owns no renewer, which $what', async ({ happens }) => {
    await happens(openShopStacks(world, deployment));
  });

  it('leaves state, certificates and secrets behind when the stack is destroyed', async () => {
    await deployment.destroy();

    expect(await deployment.app.readState('example.com')).toMatchObject({ certificateName: 'example.com' });
    expect(await deployment.app.readObject('live/example.com/bundle.pem')).toContain('PRIVATE KEY');
    expect((await readFromAcm('example.com')).leaf.subjectAltName).toContain('example.com');
  });
});
