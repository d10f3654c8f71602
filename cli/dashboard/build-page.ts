/**
 * Builds the page from its sources, with esbuild: in a clone whenever the command starts, and for the package once, when its
 * bundle is made (programs/build/built-page.ts puts the result in the place of this file).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** By path below that of the page. */
export type PageFiles = { '/': string; '/page.js': string; '/page.css': string };

const REPOSITORY = join(import.meta.dirname, '../..');
const SOURCES = join(import.meta.dirname, 'page');

export async function buildPage(): Promise<PageFiles> {
  return (await bundlePage()).files;
}

/** @returns also what its bytes are made of. */
export async function bundlePage(): Promise<{ files: PageFiles; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: { page: join(SOURCES, 'main.tsx') },
    bundle: true,
    write: false,
    outdir: SOURCES,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    preserveSymlinks: true,
    metafile: true,
    logLevel: 'warning',
  });
  const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const html = await readFile(join(SOURCES, 'index.html'), 'utf8');
  return { files: { '/': html, '/page.js': textOf('.js'), '/page.css': textOf('.css') }, metafile };
}
