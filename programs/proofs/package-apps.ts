/** The apps that the proof of the package makes, one of each kind, and what comes of each: types, synth, a deployed listener. */
import { join } from 'node:path';
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import manifest from '../../package.json' with { type: 'json' };
import { createCdk } from '../../test/support/world/cdk.ts';
import { putSecret } from '../../test/support/world/deployed-app.ts';
import { worldSettings } from '../../test/support/world/local-config.ts';
import type { LocalWorld } from '../../test/support/world/local-world.ts';
import { createPackageApp, type PackageApp } from '../../test/support/world/package-app.ts';
import { removeFolder } from '../../test/support/world/temporary-folder.ts';

export type App = {
  name: string;
  kind: 'CommonJS' | 'ESM';
  packages: { typescript: string; 'aws-cdk-lib': string; constructs: string };
  /** The app's part of the table. */
  columns: string[];
};

type Peers = Pick<App['packages'], 'aws-cdk-lib' | 'constructs'>;

const { devDependencies, peerDependencies } = manifest;
const lowestOf = (range: string) => range.replace('^', '');
const PEERS: Record<string, Peers> = {
  lowest: {
    'aws-cdk-lib': lowestOf(peerDependencies['aws-cdk-lib']),
    constructs: lowestOf(peerDependencies.constructs),
  },
  newest: { 'aws-cdk-lib': devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs },
};
const TYPESCRIPTS = { ts5: '5.9.3', ts7: devDependencies.typescript };
const KINDS = { cjs: 'CommonJS', esm: 'ESM' } as const;

export const APPS: App[] = Object.entries(KINDS).flatMap(([short, kind]) =>
  Object.entries(TYPESCRIPTS).flatMap(([language, typescript]) =>
    Object.entries(PEERS).map(([age, peers]) => ({
      name: `${short}-${language}-${age}`,
      kind,
      packages: { typescript, ...peers },
      columns: [kind, typescript, peers['aws-cdk-lib'], peers.constructs],
    })),
  ),
);

/** Longer than the wait of a deployment for its certificate, on a machine that is busy. */
const DEPLOY_TIMEOUT_MS = 900_000;

type Surroundings = { folder: string; world: LocalWorld; node: string; tarball: string };

/** Never throws: what fails is in the row, and told as a failure. */
export async function tryApp(
  app: App,
  surroundings: Surroundings,
): Promise<{ columns: string[]; failures: string[] }> {
  const columns: string[] = [];
  try {
    const made = await makeApp(app, surroundings);
    await made.compile();
    columns.push('ok');
    await deploy(made, surroundings.world, columns);
    return { columns, failures: [] };
  } catch (error) {
    return { columns: [...columns, 'FAILED'], failures: [`${app.name}: ${error}`] };
  } finally {
    await removeFolder(join(surroundings.folder, app.name));
  }
}

function makeApp(app: App, { folder, world, node, tarball }: Surroundings): Promise<PackageApp> {
  const { dnscale, pebble } = world;
  const zone = `${app.name}.test`;
  dnscale.addZone(zone);
  return createPackageApp({
    folder,
    node,
    name: app.name,
    kind: app.kind,
    packages: { ...app.packages, '@types/node': '20', 'dnscale-certs': `file:${tarball}` },
    settings: {
      directoryUrl: pebble.directoryUrl,
      renewer: {
        alertEmail: 'operator@example.com',
        ...worldSettings(dnscale),
        checkEveryMinutes: 1,
      },
      certificate: { domainNames: [zone, `*.${zone}`], profile: 'default' },
    },
  });
}

async function deploy(app: PackageApp, { aws, dnscale }: LocalWorld, columns: string[]): Promise<void> {
  await putSecret(aws, 'dnscale/token', dnscale.addToken());
  const cdk = await createCdk({ aws, projectFolder: app.folder, timeoutMs: DEPLOY_TIMEOUT_MS });
  try {
    await cdk.synth();
    columns.push('ok');
    const outputs = await cdk.deployStacks(['--all']);
    const { ListenerArn = '', CertificateArn = '' } = outputs[app.stackName] ?? {};
    const client = new ElasticLoadBalancingV2Client(aws.clientConfiguration);
    const { Listeners } = await client.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
    const held = Listeners?.[0]?.Certificates?.[0]?.CertificateArn;
    if (held === undefined || held !== CertificateArn) {
      throw new Error(`the listener holds ${held}, and the certificate is ${CertificateArn}`);
    }
    columns.push(held);
    await cdk.destroy();
  } finally {
    await cdk.close();
  }
}
