/**
 * What stands behind servers that read certificates: a CA that issues them, the store of the renewer in a bucket that a key of the
 * customer encrypts, in an AWS that evaluates IAM, and the command with the policy of a server (docs/command.md).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { type PolicyStatement, serverPolicy } from '../../cli/aws-permissions.ts';
import { createCertificateStore } from '../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../functions/aws/s3-client.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { type Aws, startAws } from '../../test/support/world/aws.ts';
import { type Ended, runDnscaleCerts } from '../../test/support/world/command-line.ts';
import { createEngine, startEngineWorld } from '../../test/support/world/engine-world.ts';
import { openSession } from '../../test/support/world/role-session.ts';

const CERTIFICATE = 'web';
export const BUCKET = 'dnscale-certs-servers';
export const KEY_ARN = 'arn:aws:kms:eu-central-1:000000000000:key/11112222-3333-4444-5555-666677778888';

const PREFIX = `live/${CERTIFICATE}/`;
const SCRIPT = join(import.meta.dirname, '../../examples/servers/pull.sh');
const PLACE = { account: '000000000000', region: 'eu-central-1', bucketName: BUCKET };

export type ServersWorld = {
  aws: Aws;
  /** Of the certificates. */
  rootPem: string;
  /** Knows www.example.com, which is this machine. */
  resolverAddress: string;
  /** Has a new certificate issued and stored, as a renewal does. @returns its serial number */
  renew(): Promise<string>;
  /** Credentials of a server with the policy of docs/command.md, or with what `change` makes of it. */
  openServer(change?: (statements: PolicyStatement[]) => PolicyStatement[]): Promise<NodeJS.ProcessEnv>;
  stop(): Promise<void>;
};

export async function startServersWorld(): Promise<ServersWorld> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const [engineWorld, aws] = await Promise.all([
      startEngineWorld(),
      startAws({ authorization: true, readsNeedMore: true }),
    ]);
    ends.push(engineWorld.stop, aws.stop);
    engineWorld.dnscale.addZone('example.com');
    engineWorld.dnscale.addRecord('example.com', { name: 'www', type: 'A', content: '127.0.0.1' });
    const client = lazyS3(aws.clientConfiguration);
    await createBucket(client);
    const store = createCertificateStore({
      client,
      bucketName: BUCKET,
      bucketOwner: aws.accountId,
      clock: systemClock,
    });
    const issued: string[] = [];
    const engine = createEngine(engineWorld, {
      definition: { certificateName: CERTIFICATE, domainNames: ['example.com', 'www.example.com'] },
      ports: {
        store: {
          ...store,
          async publish(...[name, certificate, ...rest]) {
            await store.publish(name, certificate, ...rest);
            issued.push(certificate.serial);
          },
        },
      },
    });
    return {
      aws,
      rootPem: await engineWorld.pebble.rootCertificatePem(),
      resolverAddress: engineWorld.dnscale.resolverAddress,
      async renew() {
        const before = issued.length;
        // As a person who asks for it: nothing else makes it due. Our own limit of a week is one of a minute here.
        engine.records.state = { ...engine.records.state, issuances: {} };
        Object.assign(engine.records, { requests: [`request-${before}`], forcedAt: new Date() });
        await engine.run();
        const [serial] = issued.slice(before);
        if (serial !== undefined) return serial;
        throw new Error(`nothing was issued: ${JSON.stringify(engine.events.named('run-failed'))}`);
      },
      openServer: async (change = (statements) => statements) => {
        const { Version, Statement } = serverPolicy({ ...PLACE, prefix: PREFIX });
        const credentials = await openSession(aws, { Version, Statement: change(Statement) });
        return { ...aws.environment, ...credentials };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createBucket(client: ReturnType<typeof lazyS3>): Promise<void> {
  await client().send(new CreateBucketCommand({ Bucket: BUCKET }));
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN } as const;
  await client().send(
    new PutBucketEncryptionCommand({
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
    }),
  );
}

/** @param environment of a server, and of its hook. */
export function pull(
  out: string,
  hook: string,
  environment: NodeJS.ProcessEnv,
  certificateName = CERTIFICATE,
): Promise<Ended> {
  const args = ['pull', certificateName, '--out', out, '--bucket', BUCKET];
  return runDnscaleCerts([...args, ...(hook ? ['--deploy-hook', hook] : [])], environment);
}

/** The same by the script that needs the AWS CLI alone. */
export async function pullByScript(
  out: string,
  hook: string,
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  // The emulator's CA, as the AWS CLI takes one.
  const env = { ...environment, AWS_CA_BUNDLE: environment.NODE_EXTRA_CA_CERTS };
  const child = spawn('/bin/sh', [SCRIPT, BUCKET, CERTIFICATE, out, hook], { env });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}
