/** `dnscale-certs pull` as a server starts it. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { aDescriptor } from '../support/builders.ts';
import { createTestAuthority, issueTestCertificate } from '../support/certificates.ts';
import { documentIn } from '../support/command-documents.ts';
import { runDnscaleCerts } from '../support/world/command-line.ts';
import { FILES, FIRST, SECOND, STAGING, serialOf, THIRD, useServer } from './pull-world.ts';

const at = useServer();

describe('dnscale-certs pull', () => {
  it('installs in certbot’s layout, runs the hook, and does neither when nothing changed', async () => {
    const issued = await at.publish(FIRST);

    const first = await at.pull('--deploy-hook', at.hook());
    const again = await at.pull('--deploy-hook', at.hook(), '--json');

    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(
      /^example\.com: installed, valid until \d+ \w{3} \d\d:\d\d UTC, at \S+\/live\/example\.com\nThe deploy hook has run\.\n$/,
    );
    expect(await at.link()).toBe(`../archive/example.com/${FIRST}`);
    expect(await at.live('privkey.pem')).toBe(issued.privateKeyPem);
    expect(await at.live('fullchain.pem')).toBe(issued.leafPem + issued.chainPems[0]);
    expect(await at.live('bundle.pem')).toBe(issued.privateKeyPem + issued.leafPem + issued.chainPems[0]);
    expect((await readdir(join(at.out, 'live/example.com'))).sort()).toEqual(FILES);
    expect(await at.modes()).toEqual([0o600, 0o644, 0o644, 0o644, 0o600]);
    expect(documentIn('pull', again.stdout)).toMatchObject({
      certificateName: 'example.com',
      version: FIRST,
      outcome: 'unchanged',
      lineage: `${at.out}/live/example.com`,
      hook: 'none',
    });
    expect(await at.told()).toEqual([at.line()]);
  });

  it('switches to a renewed one, and keeps the one before it', async () => {
    for (const version of [FIRST, SECOND, THIRD]) {
      await at.publish(version);
      expect((await at.pull('--deploy-hook', at.hook())).exitCode).toBe(0);
    }

    expect(await at.link()).toBe(`../archive/example.com/${THIRD}`);
    expect((await readdir(join(at.out, 'archive/example.com'))).sort()).toEqual([
      '.dnscale-certs',
      SECOND,
      THIRD,
    ]);
    expect(await at.told()).toHaveLength(3);
  });

  it('fails with a hook that fails, and runs it again until it succeeds', async () => {
    await at.publish(FIRST);

    const failed = await at.pull('--deploy-hook', 'exit 3', '--json');
    const mended = await at.pull('--deploy-hook', at.hook());
    const after = await at.pull('--deploy-hook', at.hook());

    expect(documentIn('pull', failed.stdout)).toMatchObject({
      outcome: 'installed',
      hook: 'failed',
      hookExitCode: 3,
    });
    expect(failed.stderr).toBe(
      'error: example.com is installed, but the deploy hook ended with 3. The next pull runs it again.\n',
    );
    expect([failed.exitCode, mended.exitCode, after.exitCode]).toEqual([1, 0, 0]);
    expect(mended.stdout).toContain('example.com: unchanged');
    expect(await at.told()).toEqual([at.line()]);
  });

  it.each([
    [
      'has another key',
      async () => (await issueTestCertificate()).privateKeyPem,
      'its public key does not belong to the private key',
    ],
    ['has no key', async () => '', 'its bundle.pem is not a private key with certificates behind it'],
  ])('refuses a bundle that %s, and keeps the last good files', async (_, keyOf, why) => {
    await at.publish(FIRST);
    await at.pull();
    const second = await at.publish(SECOND);
    await at.put('bundle.pem', (await keyOf()) + second.leafPem + second.chainPems[0]);

    const { exitCode, stdout, stderr } = await at.pull('--deploy-hook', at.hook());

    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`error: What is live of example.com in the bucket was not installed: ${why}`);
    expect(await at.link()).toBe(`../archive/example.com/${FIRST}`);
    expect(await at.told()).toEqual([]);
  });

  it('refuses a foreign chain, missing names, and one that has expired', async () => {
    const { certificate } = await createTestAuthority();
    const issued = await at.publish(FIRST);
    await at.put('bundle.pem', `${issued.privateKeyPem}${issued.leafPem}${certificate.toString('pem')}\n`);
    const foreign = await at.pull();
    await at.publish(SECOND, { domainNames: ['example.com'] });
    const lacking = await at.pull();
    const notAfter = new Date(Date.now() - 1_000);
    await at.publish(THIRD, { notAfter });
    const expired = await at.pull();

    expect(foreign.stderr).toMatch(/chain certificate 1 \(".*"\) did not issue the leaf/);
    expect(lacking.stderr).toContain('it lacks www.example.com, which the pointer names');
    expect(expired.stderr).toContain('it expired at ');
    expect([foreign, lacking, expired].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    await expect(at.link()).rejects.toThrow('ENOENT');
  });

  it('refuses what a staging CA issued, by its address or by the issuer’s name, unless it may', async () => {
    await at.publish(FIRST, {}, STAGING);
    const byAddress = await at.pull();
    await at.publish(SECOND, { authority: await createTestAuthority({ name: '(STAGING) Test' }) });
    const byIssuer = await at.pull();
    const allowed = await at.pull('--allow-staging');

    for (const { exitCode, stderr } of [byAddress, byIssuer]) {
      expect(stderr).toContain('it is of a staging CA, which no client trusts (--allow-staging takes it');
      expect(exitCode).toBe(1);
    }
    expect(allowed.exitCode).toBe(0);
    expect(await at.link()).toBe(`../archive/example.com/${SECOND}`);
  });

  it('refuses an earlier version than the one that is installed', async () => {
    const issued = await at.publish(SECOND);
    await at.pull();
    const archive = `archive/example.com/${FIRST}/`;
    const pointer = {
      version: FIRST,
      serial: serialOf(issued.leafPem),
      domainNames: ['example.com'],
      archive,
    };
    await at.put('current.json', JSON.stringify({ schema: 1, ...pointer }));

    const { exitCode, stderr } = await at.pull();

    expect(stderr).toContain(`The bucket is back at version ${FIRST}, and ${SECOND} is installed here`);
    expect(exitCode).toBe(1);
  });

  it('says what may be wrong where nothing is there', async () => {
    const { exitCode, stderr } = await at.pull();

    expect(stderr).toContain(
      `error: s3://${at.bucketName}/live/example.com/current.json is not there: NoSuchKey: The specified key does not exist. Check both names:`,
    );
    expect(exitCode).toBe(1);
  });

  it('leaves alone what is no link of its own', async () => {
    await at.publish(FIRST);
    await mkdir(join(at.out, 'live/example.com'), { recursive: true });

    const { exitCode, stderr } = await at.pull();

    expect(stderr).toContain(
      `${at.out}/live/example.com is no symbolic link, so this command did not make it`,
    );
    expect(exitCode).toBe(1);
  });

  it('finds the bucket by the renewer, where there is one and it may ask', async () => {
    await at.publish(FIRST);
    const ssm = new SSMClient(at.aws.clientConfiguration);
    const tell = (renewerName: string) =>
      ssm.send(
        new PutParameterCommand({
          Name: `/dnscale-certs/${renewerName}`,
          Value: JSON.stringify(
            aDescriptor({ renewerName, bucketName: at.bucketName, version: packageJson.version }),
          ),
          Type: 'String',
        }),
      );
    const ask = (...more: string[]) =>
      runDnscaleCerts(['pull', 'example.com', '--out', at.out, ...more], at.aws.environment);
    await tell('Certs');
    const one = await ask();
    await tell('Shop');
    const two = await ask();
    const named = await ask('--renewer', 'Shop');

    expect([one.exitCode, one.stderr]).toEqual([0, '']);
    expect(two.stderr).toContain('There is more than one renewer: Certs, Shop. Give --bucket');
    expect([two.exitCode, named.exitCode]).toEqual([2, 0]);
  });
});
