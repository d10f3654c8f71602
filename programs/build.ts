/**
 * Builds what the package holds, into `dist/` or the folder that is named: the constructs with their types, the functions, and
 * the licences and the list of what is inside them. The same sources and lock file give the same bytes. It prints the SHA-256
 * of each program.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleHandlers } from '../infra/bundle-handlers.ts';
import { buildConstructs } from './build/constructs.ts';
import { listPackages } from './build/inside.ts';
import { writeNotices } from './build/notices.ts';
import { table } from './text-table.ts';

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'dist'));

await rm(dist, { recursive: true, force: true });
const [constructs, handlers] = await Promise.all([
  buildConstructs(join(dist, 'infra')),
  bundleHandlers(join(dist, 'handlers')),
]);
const packages = listPackages([constructs, ...Object.values(handlers).map(({ metafile }) => metafile)]);
await writeNotices(dist, packages);

const programs = globSync('**/*.{js,mjs}', { cwd: dist }).sort();
console.log(
  table([['', 'bytes', 'SHA-256'], ...programs.map((path) => [path, ...factsOf(join(dist, path))])]).join(
    '\n',
  ),
);
console.log(`${packages.length} packages of others are inside: sbom.cdx.json, third-party-licenses.txt`);

function factsOf(file: string): string[] {
  const code = readFileSync(file);
  return [code.byteLength.toLocaleString('en'), createHash('sha256').update(code).digest('hex')];
}
