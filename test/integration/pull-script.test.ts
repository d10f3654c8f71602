/** The script for servers without Node, with OpenSSL and the AWS CLI of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestAuthority, issueTestCertificate } from '../support/certificates.ts';
import { makeTemporaryFolder, removeFolder } from '../support/world/temporary-folder.ts';
import { FIRST, SECOND, STAGING, THIRD, useServer } from './pull-world.ts';

const at = useServer();

// The AWS CLI takes seconds to start where the machine is busy.
describe('examples/servers/pull.sh', { timeout: 150_000 }, () => {
  const SCRIPT = fileURLToPath(new URL('../../examples/servers/pull.sh', import.meta.url));

  async function run(hookCommand = '', more: NodeJS.ProcessEnv = {}) {
    const path = `${await folderWithAws()}:${process.env.PATH}`;
    const environment = { ...at.aws.environment, PATH: path, ...more };
    const child = spawn('/bin/sh', [SCRIPT, at.bucketName, 'example.com', at.out, hookCommand], {
      env: environment,
    });
    const [[exitCode], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { exitCode, stdout, stderr };
  }

  /** Of the AWS CLI, or, where this machine has none, of a stub that knows `aws s3api get-object` alone. */
  async function folderWithAws(): Promise<string> {
    const path = process.env.PATH?.split(':').find((one) => existsSync(join(one, 'aws')));
    if (path !== undefined) return path;
    const folder = await makeTemporaryFolder('stub-aws');
    onTestFinished(() => removeFolder(folder));
    const stub = `#!${process.execPath}
      const [, , , , , bucket, , key, to] = process.argv;
      const answer = await fetch([process.env.AWS_ENDPOINT_URL_S3, bucket, key].join('/'));
      if (!answer.ok) process.exit(1);
      (await import('node:fs')).writeFileSync(to, await answer.text());`;
    await writeFile(join(folder, 'aws'), stub, { mode: 0o755 });
    return folder;
  }

  it('installs what the command would, which finds nothing to change', async () => {
    const first = await at.publish(FIRST);
    const installed = await run(at.hook());
    const { privateKeyPem, leafPem } = await at.publish(SECOND);
    const [failed, mended, unchanged] = [await run('exit 3'), await run(at.hook()), await run(at.hook())];
    const command = await at.pull('--deploy-hook', at.hook());

    expect(installed).toEqual({
      exitCode: 0,
      stdout: `example.com: installed ${FIRST} at ${at.out}/live/example.com\n`,
      stderr: '',
    });
    expect(failed).toMatchObject({
      exitCode: 1,
      stderr: 'pull.sh: the hook failed: the next run starts it again\n',
    });
    expect(mended).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(unchanged).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await at.link()).toBe(`../archive/example.com/${SECOND}`);
    expect([await at.live('privkey.pem'), await at.live('cert.pem')]).toEqual([privateKeyPem, leafPem]);
    const before = join(at.out, 'archive/example.com', FIRST, 'privkey.pem');
    expect(await readFile(before, 'utf8')).toBe(first.privateKeyPem);
    expect(await at.modes()).toEqual([0o600, 0o644, 0o644, 0o644, 0o600]);
    expect(command.stdout).toContain('example.com: unchanged');
    expect(await at.told()).toEqual([at.line(), at.line()]);
  });

  it('keeps the last good files when anything is wrong', async () => {
    await at.publish(FIRST);
    await run();
    const other = await issueTestCertificate();
    const second = await at.publish(SECOND);
    await at.put('bundle.pem', other.privateKeyPem + second.leafPem + second.chainPems[0]);
    const otherKey = await run(at.hook());
    await at.put('bundle.pem', other.privateKeyPem + other.leafPem + other.chainPems[0]);
    const otherSerial = await run(at.hook());
    await at.publish(THIRD, {}, STAGING);
    const staging = await run(at.hook());

    expect([otherKey, otherSerial, staging].map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [1, 'pull.sh: the certificate does not belong to the private key\n'],
      [1, 'pull.sh: bundle.pem is not of the version that current.json names: a renewal is under way\n'],
      [1, 'pull.sh: the certificate is of a staging CA, which no client trusts\n'],
    ]);
    expect(await at.link()).toBe(`../archive/example.com/${FIRST}`);
    expect(await at.told()).toEqual([]);
    expect((await run('', { ALLOW_STAGING: '1' })).exitCode).toBe(0);
    expect(await at.link()).toBe(`../archive/example.com/${THIRD}`);
  });

  it('refuses a chain that is not of the certificate, and one that lacks names', async () => {
    const { privateKeyPem, leafPem, chainPems } = await at.publish(FIRST);
    const { certificate } = await createTestAuthority();
    const foreign = `${certificate.toString('pem')}\n`;
    await at.put('bundle.pem', privateKeyPem + leafPem + foreign);
    const other = await run();
    await at.put('bundle.pem', privateKeyPem + leafPem + chainPems[0] + foreign);
    const more = await run();
    await at.publish(SECOND, { domainNames: ['example.com', '*.example.com'] });
    const lacking = await run();

    expect([other, more, lacking].map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [1, 'pull.sh: the chain does not lead from the certificate to its last one\n'],
      [1, 'pull.sh: the chain does not lead from the certificate to its last one\n'],
      [1, 'pull.sh: the certificate lacks www.example.com, which current.json names\n'],
    ]);
    await expect(at.link()).rejects.toThrow('ENOENT');
  });

  it('takes over from a run that was killed, and not from one that runs', async () => {
    await at.publish(FIRST);
    await run();
    const own = join(at.out, 'archive/example.com/.dnscale-certs');
    await writeFile(join(own, 'lock'), `${process.pid}\n`);
    const held = await run();
    await writeFile(join(own, 'lock'), '999999999\n');
    await mkdir(join(at.out, 'archive/example.com/.new'));
    const taken = await run();

    expect(held.stderr).toBe(`pull.sh: another run works in ${at.out}/archive/example.com\n`);
    expect([held.exitCode, taken.exitCode]).toEqual([1, 0]);
  });
});
