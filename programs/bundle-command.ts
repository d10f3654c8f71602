/**
 * Bundles the command into one folder that needs no other file: `dnscale-certs.mjs`, which `cli/bin.mjs` starts, and the parts
 * that it loads when a subcommand needs them. The same sources and lock file give the same bytes.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { slimCommandModules } from '../infra/slim-modules.ts';
import { builtPage } from './build/built-page.ts';
import { certifiableSuffixes } from './build/certifiable-suffixes.ts';
import { plainBuiltins } from './build/plain-builtins.ts';
import { slimManifest } from './build/slim-manifest.ts';

const REPOSITORY = join(import.meta.dirname, '..');

export type CommandBundle = {
  /** `dnscale-certs.mjs` and its parts. */
  files: string[];
  /** Size of them all. */
  bytes: number;
  /** SHA-256 over all names and contents, hexadecimal: whoever builds the same commit gets the same. */
  sha256: string;
  /** What the bytes are made of. */
  metafile: Metafile;
  /** And those of the dashboard's page, which the metafile knows as texts. */
  pageMetafile: Metafile;
};

/** @param folder is emptied first: a part of an earlier bundle would stay beside the new ones. */
export async function bundleCommand(folder: string): Promise<CommandBundle> {
  const page = await builtPage();
  const { metafile, outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: { 'dnscale-certs': join('cli', 'main.ts') },
    bundle: true,
    // A file for each part: loading what a subcommand does not use would take longer than the rest of its start.
    splitting: true,
    // The names of the parts follow from the paths of their sources, also where node_modules is a link.
    preserveSymlinks: true,
    write: false,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'parts/[name]-[hash]',
    platform: 'node',
    target: 'node22.19',
    format: 'esm',
    // ES modules first: only they can be tree-shaken.
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_FOR_COMMONJS },
    minify: true,
    // Node shows the line of an error that nobody has caught.
    lineLimit: 200,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    plugins: [plainBuiltins, slimManifest(['version']), certifiableSuffixes, slimCommandModules, page.plugin],
  });
  const sorted = outputFiles
    .map(({ path, text }) => ({ path, contents: Buffer.from(withoutIdleBanner(text)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  await rm(folder, { recursive: true, force: true });
  const hash = createHash('sha256');
  for (const { path, contents } of sorted) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, contents);
    hash.update(`${relative(folder, path)} ${contents.byteLength}\n`).update(contents);
  }
  return {
    files: sorted.map(({ path }) => relative(folder, path)),
    bytes: sorted.reduce((sum, { contents }) => sum + contents.byteLength, 0),
    sha256: hash.digest('hex'),
    metafile,
    pageMetafile: page.metafile,
  };
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_FOR_COMMONJS =
  "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);\n";

/** Most parts call nothing of it. */
function withoutIdleBanner(part: string): string {
  const code = part.slice(REQUIRE_FOR_COMMONJS.length);
  return part.startsWith(REQUIRE_FOR_COMMONJS) && !/\brequire\b/.test(code) ? code.trimStart() : part;
}
