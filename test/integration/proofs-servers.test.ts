/**
 * Real servers with the recipes of docs/servers.md, and the command with the policy of a server: Pebble issues, and the AWS emulator
 * evaluates IAM as S3 does, in a bucket that a key of the customer encrypts. The long form is `npm run proof:servers`.
 */
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PolicyStatement } from '../../cli/aws-permissions.ts';
import { serveRenewals } from '../../programs/proofs/served-renewals.ts';
import { brokenServers, serversPage } from '../../programs/proofs/servers-page.ts';
import {
  BUCKET,
  KEY_ARN,
  pull,
  type ServersWorld,
  startServersWorld,
} from '../../programs/proofs/servers-world.ts';
import { ensureTestServers } from '../support/setup/tools.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';

let world: ServersWorld;

beforeAll(async () => {
  world = await startServersWorld();
});
afterAll(() => world?.stop());

describe('nginx and HAProxy', () => {
  it('serve one renewed certificate after the other, and fail no request', { timeout: 120_000 }, async () => {
    const environment = await ensureTestServers((line) => console.error(line));

    const served = await serveRenewals(world, {
      environment,
      servers: ['nginx', 'haproxy'],
      renewals: 2,
      connections: 4,
      pauseMs: 20,
    });

    expect(brokenServers(served), serversPage(served).join('\n')).toEqual([]);
  });
});

describe('dnscale-certs pull, where IAM is evaluated', () => {
  beforeAll(() => world.renew());

  async function pullWith(change?: (statements: PolicyStatement[]) => PolicyStatement[], name?: string) {
    const out = await makeTemporaryFolder('pull');
    onTestFinished(() => removeFolder(out));
    return { out, ...(await pull(out, '', await world.openServer(change), name)) };
  }

  const without = (sid: string) => (statements: PolicyStatement[]) =>
    statements.filter(({ Sid }) => Sid !== sid);

  it('needs no more than the policy of a server, which may not list the bucket', async () => {
    const { exitCode, stderr, out } = await pullWith();

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await readlink(join(out, 'live/web'))).toMatch(/^\.\.\/archive\/web\/\d{8}T/);
  });

  it("may not read another certificate's files", async () => {
    const { exitCode, stderr } = await pullWith(undefined, 'mail');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^error: s3://${BUCKET}/live/mail/current.json may not be read: AccessDenied: User: \\S+ `),
    );
    expect(stderr).toContain(' is not authorized to perform: s3:GetObject ');
    expect(stderr).toContain('Allow s3:GetObject on it for this role.');
  });

  it('names the key that it may not use', async () => {
    const { exitCode, stderr } = await pullWith(without('UseOwnKey'));

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${BUCKET}/live/web/current.json may be read, but not decrypted: `);
    expect(stderr).toContain(` is not authorized to perform: kms:Decrypt on resource: ${KEY_ARN} `);
    expect(stderr).toContain("Allow kms:Decrypt on the bucket's key for this role");
  });

  it('says that a certificate is not there, for which S3 blames s3:ListBucket', async () => {
    const anywhere = (statements: PolicyStatement[]) =>
      statements.map((one) =>
        one.Sid === 'ReadLiveFiles' ? { ...one, Resource: [`arn:aws:s3:::${BUCKET}/*`] } : one,
      );
    const { exitCode, stderr } = await pullWith(anywhere, 'nothing');

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${BUCKET}/live/nothing/current.json is not there: AccessDenied: `);
    expect(stderr).toContain(' is not authorized to perform: s3:ListBucket ');
    expect(stderr).toContain('Check both names: no right is missing, s3:ListBucket neither.');
  });
});
