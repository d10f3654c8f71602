/**
 * A server for each test: real processes, files, links and hooks. The AWS emulator stands in for S3 and SSM; what is in the bucket is
 * written by the store that the renewer uses.
 */
import { X509Certificate } from 'node:crypto';
import { readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { createCertificateStore } from '../../functions/aws/certificate-store.ts';
import { lazyS3 } from '../../functions/aws/s3-client.ts';
import { systemClock } from '../../functions/engine/deadline.ts';
import { aStoredCertificate, noDeadline } from '../support/builders.ts';
import { issueTestCertificate, type TestCertificateRequest } from '../support/certificates.ts';
import { type Aws, startAws } from '../support/world/aws.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

export const FIRST = '20261101T000000000Z-aaaaaaaa';
export const SECOND = '20261102T000000000Z-bbbbbbbb';
export const THIRD = '20261103T000000000Z-cccccccc';
export const FILES = ['bundle.pem', 'cert.pem', 'chain.pem', 'fullchain.pem', 'privkey.pem'];
export const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

const NEVER = noDeadline();
const DAY_MS = 24 * 60 * 60 * 1000;
const DOMAIN_NAMES = ['example.com', 'www.example.com'];

type Server = {
  aws: Aws;
  client: ReturnType<typeof lazyS3>;
  bucketName: string;
  /** The folder that it pulls into. */
  out: string;
};

/** Registers the hooks that fill what it returns. */
export function useServer() {
  const server = {} as Server;
  let buckets = 0;
  beforeAll(async () => {
    server.aws = await startAws();
    server.client = lazyS3(server.aws.clientConfiguration);
  });
  afterAll(() => server.aws?.stop());
  beforeEach(async () => {
    buckets += 1;
    server.bucketName = `certs-pull-${buckets}`;
    await server.client().send(new CreateBucketCommand({ Bucket: server.bucketName }));
    const folder = await makeTemporaryFolder('pull');
    onTestFinished(() => removeFolder(folder));
    server.out = join(folder, 'certs');
  });
  return Object.assign(server, bucketOf(server), filesOf(server));
}

function bucketOf(server: Server) {
  return {
    /** As a renewal does. */
    async publish(version: string, request: TestCertificateRequest = {}, certificateAuthority?: string) {
      const notBefore = new Date(Date.now() - DAY_MS);
      const issued = await issueTestCertificate({ notBefore, domainNames: DOMAIN_NAMES, ...request });
      const stored = aStoredCertificate({
        version,
        domainNames: DOMAIN_NAMES,
        serial: serialOf(issued.leafPem),
        ...(certificateAuthority && { certificateAuthority }),
      });
      const { privateKeyPem, leafPem: certificatePem, chainPems } = issued;
      const { client, bucketName, aws } = server;
      const store = createCertificateStore({
        client,
        bucketName,
        bucketOwner: aws.accountId,
        clock: systemClock,
      });
      const files = { privateKeyPem, certificatePem, chainPem: chainPems[0] };
      await store.publish('example.com', stored, files, NEVER);
      return issued;
    },
    /** One live object, as it is. */
    put: (name: string, content: string) =>
      server
        .client()
        .send(
          new PutObjectCommand({ Bucket: server.bucketName, Key: `live/example.com/${name}`, Body: content }),
        ),
  };
}

function filesOf(server: Server) {
  const inLive = (name: string) => join(server.out, 'live/example.com', name);
  const args = (...more: string[]) => {
    const { out, bucketName } = server;
    return ['pull', 'example.com', '--out', out, '--bucket', bucketName, ...more];
  };
  return {
    args,
    pull: (...more: string[]) => runDnscaleCerts(args(...more), server.aws.environment),
    /** A hook that appends what it was told to a file. */
    hook: () => `printf '%s|%s\\n' "$RENEWED_LINEAGE" "$RENEWED_DOMAINS" >> '${server.out}.told'`,
    /** What the hooks were told, a line each. */
    async told(): Promise<string[]> {
      const lines = await readFile(`${server.out}.told`, 'utf8').catch(() => '');
      return lines.split('\n').filter((line) => line !== '');
    },
    /** What each of them should be told. */
    line: () => `${server.out}/live/example.com|example.com www.example.com`,
    link: () => readlink(join(server.out, 'live/example.com')),
    live: (name: string) => readFile(inLive(name), 'utf8'),
    modes: () => Promise.all(FILES.map(async (name) => (await stat(inLive(name))).mode & 0o777)),
  };
}

export function serialOf(pem: string): string {
  return new X509Certificate(pem).serialNumber.toLowerCase();
}
