/**
 * The constructs as CommonJS, for apps of either kind, with everything but CDK inside, and their types: of the declarations that
 * TypeScript writes, those that the entry leads to.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { certifiableSuffixes } from './certifiable-suffixes.ts';
import { slimManifest } from './slim-manifest.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
/** What a module does when it is loaded has no types. */
const SIDE_EFFECT = /^import '[^']+';.*\n/gm;
const SPECIFIER = /(?<=(?:from |import\()(['"]))(\.{1,2}\/[^'"]+)\.ts(?=\1)/g;

/** Fills the folder with `index.js`, `not-exported.js` and declarations; says what the programs are made of. */
export async function buildConstructs(folder: string): Promise<Metafile> {
  const [{ metafile }] = await Promise.all([bundle(folder), declareTypes(folder)]);
  // Below a package.json with `"type": "module"`: programs and declarations here are CommonJS all the same.
  await writeFile(join(folder, '..', 'package.json'), '{ "type": "commonjs" }\n');
  return metafile;
}

function bundle(folder: string) {
  return build({
    absWorkingDir: REPOSITORY,
    entryPoints: ['infra/index.ts', 'infra/not-exported.ts'],
    outdir: folder,
    bundle: true,
    platform: 'node',
    // An older Node than the package takes must still read it, to be told so.
    target: 'node14',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    external: ['aws-cdk-lib', 'constructs'],
    // ES modules first: only they can be tree-shaken.
    mainFields: ['module', 'main'],
    // Comments in it name the paths of the sources, also where node_modules is a link.
    preserveSymlinks: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    plugins: [slimManifest(['version', 'engines', 'peerDependencies']), certifiableSuffixes],
  });
}

async function declareTypes(folder: string): Promise<void> {
  const all = await mkdtemp(join(tmpdir(), 'dnscale-certs-types-'));
  try {
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const project = join(import.meta.dirname, 'tsconfig.json');
    await promisify(execFile)(process.execPath, [tsc, '--project', project, '--outDir', all]);
    await copyDeclarations(join(all, 'infra'), folder);
  } finally {
    await rm(all, { recursive: true });
  }
}

/** From `index.d.ts` on, whatever is imported. */
async function copyDeclarations(from: string, to: string): Promise<void> {
  const files = ['index.d.ts'];
  for (const file of files) {
    if (file.startsWith('..')) throw new Error(`a public type of the constructs leads out of infra: ${file}`);
    const text = (await readFile(join(from, file), 'utf8')).replaceAll(SIDE_EFFECT, '');
    for (const [, , path = ''] of text.matchAll(SPECIFIER)) {
      const found = relative(from, join(from, dirname(file), `${path}.d.ts`));
      if (!files.includes(found)) files.push(found);
    }
    await mkdir(dirname(join(to, file)), { recursive: true });
    await writeFile(join(to, file), text.replaceAll(SPECIFIER, '$2.js'));
  }
}
