import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../functions/engine/preflight/findings.ts';
import { documentIn } from '../../../support/command-documents.ts';
import { FINE, useInit } from './init-world.ts';

const GIVEN = { domain: ['example.com', '*.example.com'], email: 'ops@example.com', acceptTos: true };
const CAA: Finding = {
  check: 'caa',
  subject: 'example.com',
  verdict: 'failure',
  message: 'The CAA record lets in digicert.com only.',
  fix: 'Add one beside it.',
};

const world = useInit();
const { init } = world;

describe('runInit', () => {
  it('writes an app from its options, and names the commands to continue with', async () => {
    const { exitCode, stdout, asked } = await init(GIVEN);

    expect(stdout).toBe(
      '? Doctor was not run: it needs the DNScale token.\n\n' +
        'Written to /app: package.json, cdk.json, app.js, .gitignore.\n\n' +
        'Next:  cd /app && npm i\n' +
        "       npx dnscale-certs doctor -d example.com -d '*.example.com'\n" +
        '       npx dnscale-certs token set\n' +
        '       npx cdk bootstrap   # once per account and region\n' +
        '       npx cdk deploy --import-existing-resources\n',
    );
    expect(exitCode).toBe(0);
    expect(asked).toEqual([]);
    expect((await readdir(join(world.folder, 'app'))).sort()).toEqual([
      '.gitignore',
      'app.js',
      'cdk.json',
      'package.json',
    ]);
  });

  it('has the package made first where it runs from a clone: no registry has it', async () => {
    const clone = '/home/ops/my clone';

    const [app, own] = [await init(GIVEN, { clone }), await init({ ...GIVEN, ownStack: true }, { clone })];

    expect(app.stdout).toContain(
      "Next:  (cd '/home/ops/my clone' && npm ci && npm pack)\n" +
        "       cd /app && npm i '/home/ops/my clone/dnscale-certs-0.1.0.tgz'\n" +
        '       npx dnscale-certs doctor ',
    );
    expect(own.stdout).toContain("       npm i '/home/ops/my clone/dnscale-certs-0.1.0.tgz'\n");
  });

  it('has doctor examine the names with the token of the environment', async () => {
    const { exitCode, stdout, asked } = await init(
      { ...GIVEN, region: ['eu-central-1'] },
      { environment: { DNSCALE_API_TOKEN: 'dnscale_live_1' } },
    );

    expect(asked).toEqual([{ examined: ['example.com', '*.example.com'], by: 'dnscale_live_1' }]);
    expect(stdout).toContain('✓ Doctor finds nothing in the way of example.com, *.example.com.\n');
    expect(stdout).toContain('npm i\n       npx dnscale-certs token set --region eu-central-1\n');
    expect(exitCode).toBe(0);
  });

  it('writes all the same when doctor finds something in the way, says so and exits with 1', async () => {
    const { exitCode, stdout } = await init(GIVEN, {
      environment: { DNSCALE_API_TOKEN: 'dnscale_live_1' },
      findings: [FINE, CAA],
    });

    expect(stdout).toContain('The CAA record lets in digicert.com only.');
    expect(stdout).toContain(
      '\n\n1 ok, 0 warnings, 1 failure\n\n✗ Doctor finds something in the way. Mend it before you deploy.\n',
    );
    expect(stdout).not.toContain('is at DNScale');
    expect(stdout).toContain('       npx dnscale-certs doctor -d example.com ');
    expect(exitCode).toBe(1);
    expect(await readdir(join(world.folder, 'app'))).toHaveLength(4);
  });

  it('shows lines for a stack that is there, and writes nothing', async () => {
    const { stdout } = await init({ ...GIVEN, ownStack: true, region: ['eu-west-1', 'us-east-1'] });

    expect(stdout).toContain(`import { CertificateRenewer } from 'dnscale-certs';

// From Let's Encrypt. For another CA:
// https://github.com/dnscale/dnscale-certs/blob/main/docs/guides/another-ca.md
const renewer = new CertificateRenewer(this, 'Renewer', {
  alertEmail: 'ops@example.com',
  // Let's Encrypt's: https://letsencrypt.org/repository
  termsOfServiceAgreed: true,
});

// Add one for each certificate. Its certificateName is for life.
const certificate = renewer.addCertificate('example.com', {
  certificateName: 'example.com',
  domainNames: ['example.com', '*.example.com'],
  regions: ['eu-west-1', 'us-east-1'],
});

// What serves it takes it: listener.addCertificates('Tls', [certificate]);
// In another region it is certificate.inRegion('us-east-1').

Next:  npm i dnscale-certs
`);
    expect(await readdir(world.folder)).toEqual([]);
  });

  it('writes one object for programs', async () => {
    const { stdout } = await init(
      { ...GIVEN, json: true },
      { environment: { DNSCALE_API_TOKEN: 'dnscale_live_1' }, findings: [FINE, CAA] },
    );

    expect(documentIn('init', stdout)).toEqual({
      schema: 1,
      folder: '/app',
      files: ['package.json', 'cdk.json', 'app.js', '.gitignore'],
      passes: false,
      findings: [CAA],
      next: [
        'cd /app && npm i',
        "npx dnscale-certs doctor -d example.com -d '*.example.com'",
        'npx dnscale-certs token set',
        'npx cdk bootstrap',
        'npx cdk deploy --import-existing-resources',
      ],
    });
  });

  it.each([
    [
      {},
      '--domain, --email, --accept-tos (Let’s Encrypt’s terms of service: https://letsencrypt.org/repository)',
    ],
    [{ domain: ['example.com'], acceptTos: true }, '--email'],
  ])('fails without what it needs: %j', async (options, names) => {
    await expect(init(options)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `Nothing was written: nobody can be asked here. Give ${names}.`,
    });
  });

  it('asks nothing at a terminal either, with --yes', async () => {
    await expect(init({ yes: true }, { answers: [] })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('tells all faults by their options, and writes nothing', async () => {
    const wrong = {
      domain: ['www.example.com', '*.example.com', 'printer.local'],
      email: 'you@example.com',
      region: ['eu-central'],
      acceptTos: true,
    };

    await expect(init(wrong)).rejects.toMatchObject({
      code: 'config-invalid',
      message: `Nothing was written: what was given has 4 faults.
  --email: given "you@example.com"; expected: your own e-mail address, in place of the one from the template
  --domain: "www.example.com" is covered by "*.example.com": the CA refuses both in one certificate
  --region: given "eu-central"; expected: an AWS region such as eu-central-1
  --domain: "printer.local" ends in .local, which is reserved and not on the Internet: no public CA certifies it. Give a name of a domain that you have registered, or use a CA of your own.`,
    });
    expect(await readdir(world.folder)).toEqual([]);
  });

  it('never overwrites a file, and then writes none', async () => {
    await writeFile(join(world.folder, 'cdk.json'), 'mine');

    await expect(init({ ...GIVEN, out: world.folder })).rejects.toMatchObject({
      code: 'config-invalid',
      message: `${world.folder}/cdk.json was not written: it is there already. Give another folder with --out, or --own-stack for lines to paste.`,
    });
    expect(await readdir(world.folder)).toEqual(['cdk.json']);
    expect(await readFile(join(world.folder, 'cdk.json'), 'utf8')).toBe('mine');
  });

  it('writes beside other files', async () => {
    await writeFile(join(world.folder, 'notes.txt'), 'mine');

    await init({ ...GIVEN, out: world.folder });

    expect(await readdir(world.folder)).toHaveLength(5);
  });
});
