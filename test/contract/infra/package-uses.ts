/** What is done with the installed package in processes of their own: programs that use it badly, and the app that `init` writes. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { NODE_COMMANDS, NODE_MODULES } from '../../support/setup/places.ts';

const run = promisify(execFile);

export const linkTo = (name: string) => `file:${join(NODE_MODULES, name)}`;

/** A folder beside the app that has the package, and beside that what `fill` puts into its node_modules. */
export async function installedBeside(
  appFolder: string,
  name: string,
  fill: (modules: string) => Promise<void>,
): Promise<string> {
  const folder = join(appFolder, '..', `with-${name}`);
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  await cp(join(appFolder, 'node_modules/dnscale-certs'), join(modules, 'dnscale-certs'), {
    recursive: true,
  });
  await fill(modules);
  return folder;
}

/** The messages of the errors that the code ends with, or tells. */
export async function failureOf(cwd: string, code: string, flags: string[] = []): Promise<string[]> {
  const file = join(cwd, 'use.cjs');
  await writeFile(file, code);
  const { stderr } = await run(process.execPath, [...flags, file], { cwd }).catch((error) => error);
  return [...stderr.matchAll(/^(?:Error: )(.*)/gm)].map(([, message]) => message);
}

/**
 * What `init` writes into the folder, installed as `npm i` does it and run as `cdk synth` does. Packages of this machine take the place
 * of published ones, and cdk itself has no part in it.
 */
export async function synthesizeInitFolder(
  folder: string,
  tarball: string,
  command: string,
  given: string[],
): Promise<Template> {
  // No token of the machine's: doctor would ask DNScale.
  const env = { PATH: `${NODE_COMMANDS}:${process.env.PATH}` };
  await run(process.execPath, [command, 'init', ...given, '--accept-tos', '--out', folder], { env });
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const manifest = await read('package.json');
  const links: Record<string, string> = {
    'aws-cdk-lib': linkTo('aws-cdk-lib'),
    constructs: linkTo('constructs'),
    'dnscale-certs': `file:${tarball}`,
  };
  const dependencies = Object.fromEntries(
    Object.keys(manifest.dependencies).map((name) => [name, links[name]]),
  );
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, dependencies, devDependencies: {} }),
  );
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
  await run('npm', ['install', ...quietly], { cwd: folder });
  const { app } = await read('cdk.json');
  const [node, ...words] = app.split(' ');
  await run(node, words, { cwd: folder, env: { ...env, CDK_OUTDIR: join(folder, 'cdk.out') } });
  return Template.fromJSON(await read('cdk.out/DnscaleCerts.template.json'));
}
