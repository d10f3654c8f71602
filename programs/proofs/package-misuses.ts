/** Bad uses of the package, each with real packages and a real Node, and what is told. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { NODE_COMMANDS } from '../../test/support/setup/places.ts';
import { runCommand } from '../../test/support/setup/run-command.ts';
import { runOrThrow } from '../../test/support/world/packed-package.ts';
import type { Nodes } from './package-nodes.ts';

export type Misuse = { use: string; told: string; isOneSentence: boolean };

type Surroundings = { folder: string; nodes: Nodes; tarball: string };

const RENEWER = `
  const { App, Stack } = require('aws-cdk-lib');
  const { CertificateRenewer } = require('dnscale-certs');
  new CertificateRenewer(new Stack(new App(), 'Web'), 'Renewer', { termsOfServiceAgreed: true });`;

export async function listMisuses({ folder, nodes, tarball }: Surroundings): Promise<Misuse[]> {
  const { devDependencies } = manifest;
  const newest = { 'aws-cdk-lib': devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs };
  const app = await install(join(folder, 'newest'), { ...newest, 'dnscale-certs': `file:${tarball}` });
  // npm does not refuse it with this, only warns, as it does where a lock file was made before.
  const old = await install(
    join(folder, 'old'),
    { 'aws-cdk-lib': '2.199.0', constructs: '10.0.0', 'dnscale-certs': `file:${tarball}` },
    ['--legacy-peer-deps'],
  );
  const without = await install(join(folder, 'without'), { 'dnscale-certs': `file:${tarball}` });
  const twice = await install(join(folder, 'twice'), { ...newest, 'dnscale-certs': `file:${tarball}` });
  const inner = join(twice, 'node_modules/dnscale-certs/node_modules');
  await mkdir(inner);
  for (const name of Object.keys(newest)) {
    await cp(join(twice, 'node_modules', name), join(inner, name), { recursive: true });
  }
  return Promise.all([
    misuse('A Node that is too old', nodes.tooOld, app, RENEWER),
    misuse('An aws-cdk-lib that is too old', nodes.oldest, old, RENEWER),
    misuse('No aws-cdk-lib at all', nodes.oldest, without, "require('dnscale-certs')"),
    misuse('Two copies of aws-cdk-lib', nodes.oldest, twice, RENEWER),
    misuse(
      'A require of what is not exported',
      nodes.oldest,
      app,
      "require('dnscale-certs/infra/renewer-stack')",
    ),
  ]);
}

/** What the command of the installed package says, on a machine that has only the package. */
export async function askVersion(folder: string, tarball: string): Promise<string> {
  const app = await install(join(folder, 'command'), { 'dnscale-certs': `file:${tarball}` });
  const { output } = await runCommand('npx', ['--no-install', 'dnscale-certs', '--version'], {
    timeoutMs: 30_000,
    folder: app,
    environment: { PATH: [NODE_COMMANDS, process.env.PATH].join(':'), HOME: app },
  });
  return output.trim();
}

async function install(folder: string, dependencies: object, flags: string[] = []): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  await runOrThrow('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...flags], folder);
  return folder;
}

async function misuse(use: string, node: string, folder: string, code: string): Promise<Misuse> {
  const { output, ok } = await runCommand(node, ['-e', code], { timeoutMs: 60_000, folder });
  const [told, ...more] = output.split('\n').flatMap((line) => /^Error: (.*)/.exec(line)?.[1] ?? []);
  return {
    use,
    told: told ?? output,
    isOneSentence: !ok && told !== undefined && more.length === 0 && told.includes('dnscale-certs'),
  };
}
