/** What is done with the installed package in processes of their own: programs that use it badly; and what the sources make of the same declarations. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HANDLERS_CONTEXT } from '../../../infra/handlers-folder.ts';
import { CertificateAuthority, CertificateRenewer } from '../../../infra/index.ts';
import { NODE_MODULES } from '../../support/setup/places.ts';
import type { PackageApp } from '../../support/world/package-app.ts';
import { runOrThrow } from '../../support/world/packed-package.ts';

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

/** The template of the app's stack, with other packages than it has. */
export async function synthesizeWith(
  dependencies: Record<string, string>,
  { folder, stackName }: PackageApp,
): Promise<string> {
  const beside = join(folder, '..', 'other-packages');
  await cp(join(folder, 'built'), join(beside, 'built'), { recursive: true });
  await writeFile(join(beside, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
  await runOrThrow('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], beside);
  const env = { ...process.env, CDK_OUTDIR: join(beside, 'cdk.out') };
  await run(process.execPath, ['built/bin/web.js'], { cwd: beside, env });
  return readFile(join(beside, 'cdk.out', `${stackName}.template.json`), 'utf8');
}

/** What the sources make of the same declarations: all that is not the listener's. */
export function synthesizeFromSources(
  stackName: string,
  { handlers, directoryUrl }: { handlers: string; directoryUrl: string },
): Record<string, object> {
  const app = new App({ context: { [HANDLERS_CONTEXT]: handlers } });
  const stack = new Stack(app, stackName);
  const renewer = new CertificateRenewer(stack, 'Renewer', {
    alertEmail: 'ops@example.com',
    termsOfServiceAgreed: true,
    certificateAuthority: CertificateAuthority.of(directoryUrl),
  });
  renewer.addCertificate('Web', { domainNames: ['example.com', '*.example.com'] });
  return Template.fromStack(stack).toJSON().Resources;
}

/** The messages of the errors that the code ends with, or tells. */
export async function failureOf(cwd: string, code: string, flags: string[] = []): Promise<string[]> {
  const file = join(cwd, 'use.cjs');
  await writeFile(file, code);
  const { stderr } = await run(process.execPath, [...flags, file], { cwd }).catch((error) => error);
  return [...stderr.matchAll(/^(?:Error: )(.*)/gm)].map(([, message]) => message);
}
