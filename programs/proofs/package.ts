/**
 * `npm run proof:package`: packs the package as it would be published, installs it into apps of every kind that `cdk init` makes,
 * deploys each, and uses it badly. Ends with 1 unless every listener holds its certificate's ARN and every bad use gets its
 * one sentence. With an argument it takes only the apps that have it in their name (`esm`, `newest`). The packages come from
 * npm's cache, else from the registry.
 */
import manifest from '../../package.json' with { type: 'json' };
import { startLocalWorld } from '../../test/support/world/local-world.ts';
import { packPackage } from '../../test/support/world/packed-package.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { table } from '../text-table.ts';
import { APPS, tryApp } from './package-apps.ts';
import { askVersion, listMisuses } from './package-misuses.ts';
import { installNodes } from './package-nodes.ts';

const folder = await makeTemporaryFolder('proof-package');
const world = await startLocalWorld({ dnscale: { cacheSeconds: 0 } });
const failures: string[] = [];
try {
  const [packed, nodes] = [await packPackage(folder), await installNodes(folder)];
  print(table(packed.files.map(({ path, size }) => [path, size.toLocaleString('en')])));
  print([`${packed.tarball.split('/').at(-1)}: ${packed.bytes.toLocaleString('en')} bytes packed\n`]);

  const rows = [];
  for (const app of APPS.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
    const row = await tryApp(app, { folder, world, node: nodes.oldest, tarball: packed.tarball });
    for (const line of [[...app.columns, ...row.columns].join(', '), ...row.failures]) console.error(line);
    rows.push([...app.columns, ...row.columns]);
    failures.push(...row.failures);
  }
  print(
    table([['app', 'TypeScript', 'aws-cdk-lib', 'constructs', 'types', 'synth', 'listener holds'], ...rows]),
  );

  const misuses = await listMisuses({ folder, nodes, tarball: packed.tarball });
  for (const { use, told, isOneSentence } of misuses) {
    print([`\n${use}:`, `  ${told}`]);
    if (!isOneSentence) failures.push(`${use}: not told in one sentence`);
  }
  const version = await askVersion(folder, packed.tarball);
  print(['\nnpx dnscale-certs --version:', `  ${version}`]);
  if (version !== manifest.version) failures.push(`npx dnscale-certs --version is not ${manifest.version}`);
} finally {
  await world.stop();
  await removeFolder(folder);
}
print(failures);
process.exitCode = failures.length > 0 ? 1 : 0;

function print(lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
