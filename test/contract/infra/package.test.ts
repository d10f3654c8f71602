/**
 * The package as its users get it: packed by npm, installed by npm into an app that `cdk init` made, beside the packages of this
 * clone. `npm run proof:package` does it with every kind of app, and deploys them; test/e2e/first-minutes.test.ts deploys what `init`
 * writes.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NODE_MODULES } from '../../support/setup/places.ts';
import { createPackageApp, type PackageApp } from '../../support/world/package-app.ts';
import {
  buildInto,
  type PackedPackage,
  packPackage,
  runOrThrow,
} from '../../support/world/packed-package.ts';
import { makeTemporaryFolder, removeFolder } from '../../support/world/temporary-folder.ts';
import { failureOf, installedBeside, linkTo, synthesizeFromSources, synthesizeWith } from './package-uses.ts';

const run = promisify(execFile);

// Compilers and CDK in processes of their own, on machines that are busy.
vi.setConfig({ testTimeout: 120_000 });

/** Each lets anybody use the package without giving away their own source. */
const LICENCES = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-3-Clause', '0BSD'];

type Component = {
  group?: string;
  name: string;
  version: string;
  purl: string;
  licenses: { license?: { id: string }; expression?: string }[];
};

const DIRECTORY_URL = 'https://ca.test/directory';
type Resource = { Type: string; Properties: Record<string, unknown> };

let folder: string;
let packed: PackedPackage;
let app: PackageApp;
beforeAll(async () => {
  folder = await makeTemporaryFolder('package');
  packed = await packPackage(folder);
  app = await createPackageApp({
    folder,
    name: 'web',
    kind: 'ESM',
    packages: {
      'aws-cdk-lib': linkTo('aws-cdk-lib'),
      constructs: linkTo('constructs'),
      typescript: linkTo('typescript'),
      '@types/node': linkTo('@types/node'),
      'dnscale-certs': `file:${packed.tarball}`,
    },
    settings: {
      directoryUrl: DIRECTORY_URL,
      renewer: { alertEmail: 'ops@example.com' },
      certificate: { domainNames: ['example.com', '*.example.com'] },
    },
  });
});
afterAll(() => removeFolder(folder));

describe('the tarball', () => {
  it('holds what is used, and no source map', () => {
    const paths = packed.files.map(({ path }) => path);

    expect(paths.filter((path) => !/^dist\/(infra\/[\w-]+\.d\.ts|command\/|handlers\/)/.test(path))).toEqual([
      'LICENSE',
      'README.md',
      'cli/bin.mjs',
      'dist/infra/index.js',
      'dist/infra/not-exported.js',
      'dist/package.json',
      'dist/sbom.cdx.json',
      'dist/third-party-licenses.txt',
      'package.json',
    ]);
    expect(paths.filter((path) => path.startsWith('dist/handlers/'))).toEqual(
      ['declare', 'notify', 'plan', 'probe', 'renew'].map((name) => `dist/handlers/${name}/index.mjs`),
    );
    expect(paths).toContain('dist/infra/index.d.ts');
    expect(paths).toContain('dist/command/dnscale-certs.mjs');
    // What npm shows as 1.5 MB; 1.45 were left of 1.70 when decision 0046 was made.
    expect(packed.bytes).toBeLessThan(1_500_000);
  });

  it('brings no packages but CDK', async () => {
    const manifest = JSON.parse(await readFile(join(packed.folder, 'package.json'), 'utf8'));
    const { dependencies, optionalDependencies, bundleDependencies, peerDependencies } = manifest;

    expect({ dependencies, optionalDependencies, bundleDependencies }).toEqual({});
    expect(peerDependencies).toEqual({ 'aws-cdk-lib': '^2.200.0', constructs: '^10.0.0' });
  });

  it('has the same bytes when it is built again', async () => {
    const again = join(folder, 'again');
    await buildInto(again);

    const built = packed.files.filter(({ path }) => path.startsWith('dist/'));
    expect(built.length).toBeGreaterThan(10);
    for (const { path } of built) {
      const [one, other] = [join(packed.folder, path), join(again, path.replace('dist/', ''))];
      expect((await readFile(one)).equals(await readFile(other)), path).toBe(true);
    }
  });

  it('names no page that is not in it', async () => {
    for (const { path } of packed.files.filter((file) => file.path.endsWith('.d.ts'))) {
      const text = await readFile(join(packed.folder, path), 'utf8');
      expect(text.replaceAll(/https:\S+/g, ''), path).not.toMatch(/docs\/|\w\.md\b/);
    }
  });

  it('names no path of the machine that built it', async () => {
    const constructs = await readFile(join(packed.folder, 'dist/infra/index.js'), 'utf8');
    const sources = [...constructs.matchAll(/^ {0,2}\/\/ (\S+\.\w+)$/gm)].map(([, path]) => path);

    expect(sources.length).toBeGreaterThan(50);
    for (const path of sources) expect(path).toMatch(/^(?:functions|infra|node_modules|package\.json)/);
  });
});

describe('the code of others', () => {
  it('is listed in the tarball, has a licence on our list, and its text', async () => {
    const read = (name: string) => readFile(join(packed.folder, 'dist', name), 'utf8');
    const { components }: { components: Component[] } = JSON.parse(await read('sbom.cdx.json'));
    const texts = await read('third-party-licenses.txt');
    const licences = components.map(
      ({ licenses: [first] }) => first?.license?.id ?? first?.expression ?? 'none',
    );

    const purls = components.map(({ purl }) => purl);
    expect(components.length).toBeGreaterThan(50);
    expect(new Set(purls).size).toBe(purls.length);
    expect(purls).toEqual(
      expect.arrayContaining([
        'pkg:npm/acme-client@5.4.0',
        // Of the dashboard's page, which is a text in the command's bundle.
        'pkg:npm/preact@11.2.0',
        'pkg:npm/%40preact/signals@2.11.4',
        'pkg:npm/d3-time@3.1.1',
        'pkg:npm/open@11.0.4',
      ]),
    );
    expect(purls.filter((purl) => purl.includes('esbuild'))).toEqual([]);
    expect(licences.filter((licence) => !LICENCES.includes(licence))).toEqual([]);
    expect(
      components.filter(
        ({ group, name, version }) => !texts.includes(`${group ? `${group}/` : ''}${name} ${version} (`),
      ),
    ).toEqual([]);
  });
});

describe('an app with the package', () => {
  it('compiles, declarations of packages included, and gets the template that the sources make', async () => {
    await app.compile();
    const env = { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out') };
    await run(process.execPath, ['built/bin/web.js'], { cwd: app.folder, env });

    const template = JSON.parse(
      await readFile(join(folder, 'cdk.out', `${app.stackName}.template.json`), 'utf8'),
    );
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^RenewerCertificatesWeb/), 'Arn'] };
    const resources: [string, Resource][] = Object.entries(template.Resources);
    const listener = resources.find(([, { Type }]) => Type === 'AWS::ElasticLoadBalancingV2::Listener');
    expect(listener?.[1].Properties.Certificates).toEqual([{ CertificateArn: arn }]);
    expect(Object.fromEntries(resources)).toMatchObject(
      synthesizeFromSources(app.stackName, {
        handlers: join(packed.folder, 'dist/handlers'),
        directoryUrl: DIRECTORY_URL,
      }),
    );
  });
});

describe('the lowest peers', () => {
  // `tsc` and all other tests here know the newest only.
  it('have all that the constructs call', async () => {
    const peers = { 'aws-cdk-lib': '2.200.0', constructs: '10.0.0' };
    const template = await synthesizeWith({ ...peers, 'dnscale-certs': `file:${packed.tarball}` }, app);

    expect(template).toContain('"RenewerCertificatesWeb');
  });
});

describe('the command', () => {
  // A server that runs `pull` has no CDK, which is a hundred times as large.
  it('runs from the tarball where it is installed for that alone, and brings not even CDK', async () => {
    const prefix = join(folder, 'global');
    await mkdir(prefix);
    await runOrThrow('npm', ['install', '--global', '--offline', '--prefix', prefix, packed.tarball], folder);
    const { stdout } = await run(process.execPath, [join(prefix, 'bin/dnscale-certs'), '--version']);

    expect(stdout).toBe('0.1.0\n');
    expect(await readdir(join(prefix, 'lib/node_modules'))).toEqual(['dnscale-certs']);
    expect(await readdir(join(prefix, 'lib/node_modules/dnscale-certs'))).not.toContain('node_modules');
  });
});

describe('a bad use is told in one sentence', () => {
  it('a Node that is too old', async () => {
    const older = "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });";

    expect(await failureOf(app.folder, `${older} require('dnscale-certs')`)).toEqual([
      'dnscale-certs needs Node 20 or newer, and this is Node 18.20.8: install a newer one, and run cdk with it.',
    ]);
  });

  it('an aws-cdk-lib that is too old, before anything of it is loaded', async () => {
    const old = await installedBeside(app.folder, 'old', async (modules) => {
      await mkdir(join(modules, 'aws-cdk-lib'));
      await writeFile(join(modules, 'aws-cdk-lib/package.json'), '{ "version": "2.199.0" }');
    });

    expect(await failureOf(old, "require('dnscale-certs')")).toEqual([
      'dnscale-certs needs aws-cdk-lib 2.200.0 or newer, and this app has 2.199.0: npm install aws-cdk-lib@2',
    ]);
  });

  it('no aws-cdk-lib at all', async () => {
    const without = await installedBeside(app.folder, 'nothing', async () => {});

    expect(await failureOf(without, "require('dnscale-certs')")).toEqual([
      'dnscale-certs needs aws-cdk-lib 2.200.0 or newer, and this app has none: npm install aws-cdk-lib@2 constructs@10',
    ]);
  });

  it.each(['aws-cdk-lib', 'constructs'])('two copies of %s', async (twice) => {
    const twoCopies = await installedBeside(app.folder, twice, async (modules) => {
      const inner = join(modules, 'dnscale-certs/node_modules');
      await mkdir(inner);
      for (const name of ['@aws-cdk', 'aws-cdk-lib', 'constructs']) {
        await symlink(join(NODE_MODULES, name), join(modules, name));
      }
      await symlink(join(NODE_MODULES, twice), join(inner, twice));
    });
    const code = `
      const { App, Stack } = require('aws-cdk-lib');
      const { CertificateRenewer } = require('dnscale-certs');
      const stack = new Stack(new App(), 'Web');
      const props = { termsOfServiceAgreed: true };
      try { new CertificateRenewer(stack, 'Renewer', props) } catch ({ message }) { console.error('Error: ' + message) }
      CertificateRenewer.fromRenewerName(stack, 'Imported', 'Certs');`;

    // Two links to one folder are two copies then, as they would be two folders.
    const told = `This app has two copies of ${twice}: dnscale-certs loads ${twoCopies}/node_modules/dnscale-certs/node_modules/${twice}, and Web was made by another one. "npm ls ${twice}" shows who brings them, and "npm dedupe" leaves one; of a clone of dnscale-certs, install the file that "npm pack" makes, not the folder.`;
    expect(await failureOf(twoCopies, code, ['--preserve-symlinks'])).toEqual([told, told]);
  });

  it('a path below the name', async () => {
    expect(await failureOf(app.folder, "require('dnscale-certs/infra/renewer-stack')")).toEqual([
      'dnscale-certs has no modules below its name: write require("dnscale-certs"), or import { CertificateRenewer } from "dnscale-certs".',
    ]);
  });
});
