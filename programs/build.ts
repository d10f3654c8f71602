/**
 * Builds what the package holds, into `dist/` or the folder that is named: the constructs with their types, the functions, the
 * command, and the licences and the list of what is inside them. The same sources and lock file give the same bytes. It prints
 * the SHA-256 of each program, and one for all parts of the command.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleHandlers } from '../infra/bundle-handlers.ts';
import { buildConstructs } from './build/constructs.ts';
import { listPackages } from './build/inside.ts';
import { writeNotices } from './build/notices.ts';
import { bundleCommand } from './bundle-command.ts';
import { table } from './text-table.ts';

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'dist'));

await rm(dist, { recursive: true, force: true });
const [constructs, handlers, command] = await Promise.all([
  buildConstructs(join(dist, 'infra')),
  bundleHandlers(join(dist, 'handlers')),
  bundleCommand(join(dist, 'command')),
]);
const packages = listPackages([
  constructs,
  command.metafile,
  command.pageMetafile,
  ...Object.values(handlers).map(({ metafile }) => metafile),
]);
await writeNotices(dist, packages);

const programs = globSync('{infra,handlers}/**/*.{js,mjs}', { cwd: dist }).sort();
const rows = [
  ...programs.map((path) => [path, ...factsOf(join(dist, path))]),
  [`command (${command.files.length} files)`, command.bytes.toLocaleString('en'), command.sha256],
];
console.log(table([['', 'bytes', 'SHA-256'], ...rows]).join('\n'));
console.log(`${packages.length} packages of others are inside: sbom.cdx.json, third-party-licenses.txt`);

function factsOf(file: string): string[] {
  const code = readFileSync(file);
  return [code.byteLength.toLocaleString('en'), createHash('sha256').update(code).digest('hex')];
}
