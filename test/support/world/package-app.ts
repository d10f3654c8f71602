/**
 * An app of somebody else, made by `cdk init app --language typescript`, with the package installed from its tarball and a load
 * balancer whose listener holds a certificate. Its npm packages come from npm's cache where they are in it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE_COMMANDS } from '../setup/places.ts';
import { runOrThrow } from './packed-package.ts';

export type PackageAppOptions = {
  /** Gets the app's own folder. */
  folder: string;
  /** In lower case; the stack is named after it: `web` → `WebStack`. */
  name: string;
  kind: 'CommonJS' | 'ESM';
  /** What it installs: version, range or file by package. */
  packages: Record<'aws-cdk-lib' | 'constructs' | 'typescript' | '@types/node' | 'dnscale-certs', string>;
  /** The Node that runs the app. @default the project's */
  node?: string;
  settings: AppSettings;
};

export type AppSettings = {
  directoryUrl: string;
  /** Of the renewer, as JSON has them. */
  renewer: object;
  certificate: object;
};

export type PackageApp = {
  folder: string;
  stackName: string;
  /** `tsc` with the tsconfig.json that `cdk init` wrote, and what packages declare checked too; it leaves JavaScript for synth. */
  compile(): Promise<void>;
};

export async function createPackageApp(options: PackageAppOptions): Promise<PackageApp> {
  const folder = join(options.folder, options.name);
  await mkdir(folder, { recursive: true });
  const init = ['init', 'app', '--language', 'typescript', '--generate-only', '--no-notices'];
  await runOrThrow(join(NODE_COMMANDS, 'cdk'), init, folder, {
    ...process.env,
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
  const stackName = await writeSources(folder, options);
  await editJson(join(folder, 'package.json'), (manifest) => ({
    ...manifest,
    type: options.kind === 'ESM' ? 'module' : 'commonjs',
    dependencies: options.packages,
    // Its tests and its cdk command are not what is shown here.
    devDependencies: {},
  }));
  await editJson(join(folder, 'tsconfig.json'), ({ compilerOptions }) => ({
    compilerOptions: { ...compilerOptions, types: ['node'], noEmit: false, rootDir: '.', outDir: 'built' },
    include: ['bin', 'lib'],
  }));
  const node = options.node ?? join(NODE_COMMANDS, 'node');
  await editJson(join(folder, 'cdk.json'), (file) => ({
    ...file,
    app: `${node} built/bin/${options.name}.js`,
  }));
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error'];
  await runOrThrow('npm', ['install', ...quietly], folder);
  const tsc = join(folder, 'node_modules/typescript/bin/tsc');
  return {
    folder,
    stackName,
    compile: async () =>
      void (await runOrThrow(join(NODE_COMMANDS, 'node'), [tsc, '--skipLibCheck', 'false'], folder)),
  };
}

/** Of the sources that `cdk init` wrote, the stack becomes ours, and the app names its account and region. */
async function writeSources(folder: string, { name, settings }: PackageAppOptions): Promise<string> {
  const main = join(folder, 'bin', `${name}.ts`);
  const text = await readFile(main, 'utf8');
  const [, stackName = ''] = /new (\w+)\(app/.exec(text) ?? [];
  await writeFile(
    main,
    text
      .replace(`../lib/${name}-stack'`, `../lib/${name}-stack.js'`)
      .replace(
        '// env: { account: process.env.CDK_DEFAULT_ACCOUNT',
        'env: { account: process.env.CDK_DEFAULT_ACCOUNT',
      ),
  );
  await writeFile(join(folder, 'lib', `${name}-stack.ts`), stackSource(stackName, settings));
  return stackName;
}

function stackSource(stackName: string, { directoryUrl, renewer, certificate }: AppSettings): string {
  return `import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { CertificateAuthority, CertificateRenewer } from 'dnscale-certs';

export class ${stackName} extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const renewer = new CertificateRenewer(this, 'Renewer', {
      ...${JSON.stringify(renewer)},
      termsOfServiceAgreed: true,
      certificateAuthority: CertificateAuthority.of('${directoryUrl}'),
    });
    const certificate: ICertificate = renewer.addCertificate('Web', ${JSON.stringify(certificate)});
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      publicSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    const balancer = new ApplicationLoadBalancer(this, 'Alb', { vpc, internetFacing: true });
    const listener = balancer.addListener('Tls', {
      port: 443,
      certificates: [certificate],
      defaultAction: ListenerAction.fixedResponse(200),
    });
    new CfnOutput(this, 'ListenerArn', { value: listener.listenerArn });
    new CfnOutput(this, 'CertificateArn', { value: certificate.certificateArn });
  }
}
`;
}

async function editJson(path: string, edit: (value: Record<string, object>) => object): Promise<void> {
  await writeFile(path, JSON.stringify(edit(JSON.parse(await readFile(path, 'utf8'))), null, 2));
}
