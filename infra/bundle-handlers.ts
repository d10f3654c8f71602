/**
 * Bundles the handlers: one minified ES module each with the AWS SDK inside, the same bytes for the same
 * sources and lock file. Why not CDK's NodejsFunction: docs/decisions/0002-own-bundling.md.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { slimModules } from './slim-modules.ts';

const REPOSITORY = join(import.meta.dirname, '..');

export type HandlerName = 'plan' | 'renew' | 'declare' | 'notify' | 'probe';

export type HandlerBundle = {
  /** Holds `index.mjs` and nothing else: what Lambda gets. */
  directory: string;
  /** Size of `index.mjs`. */
  bytes: number;
  /** SHA-256 of `index.mjs`, hexadecimal: whoever builds the same commit gets the same. */
  sha256: string;
  /** What the bytes are made of. */
  metafile: Metafile;
};

export type HandlerBundles = Readonly<Record<HandlerName, HandlerBundle>>;

const HANDLERS = ['plan', 'renew', 'declare', 'notify', 'probe'] as const satisfies readonly HandlerName[];

/** Bundles all handlers into `<outDirectory>/<handler>/`. One build reads and parses once what several of them have inside. */
export async function bundleHandlers(outDirectory: string): Promise<HandlerBundles> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: Object.fromEntries(HANDLERS.map((name) => [`${name}/index`, entryOf(name)])),
    bundle: true,
    write: false,
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules first: only they can be tree-shaken.
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_FOR_COMMONJS },
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    plugins: [slimModules],
  });
  const bundles = await Promise.all(
    HANDLERS.map(async (name): Promise<[HandlerName, HandlerBundle]> => {
      const code = outputFiles.find(({ path }) => path === join(REPOSITORY, OUT, name, 'index.mjs'));
      if (code === undefined) throw new Error(`esbuild made no bundle of the handler ${name}`);
      const directory = join(outDirectory, name);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'index.mjs'), code.contents);
      const sha256 = createHash('sha256').update(code.contents).digest('hex');
      const bytes = code.contents.byteLength;
      return [name, { directory, bytes, sha256, metafile: partOf(metafile, name) }];
    }),
  );
  return Object.fromEntries(bundles) as HandlerBundles;
}

/** Only names the outputs for esbuild, which writes nothing. */
const OUT = 'handlers';

function entryOf(name: HandlerName): string {
  return `functions/${name}/handler.ts`;
}

/** Of the metafile of all, what one handler's entry leads to: its output, and every file that was read for it. */
function partOf({ inputs, outputs }: Metafile, name: HandlerName): Metafile {
  const own = new Set([entryOf(name)]);
  for (const path of own) {
    for (const { path: imported, external } of inputs[path]?.imports ?? []) if (!external) own.add(imported);
  }
  const isOwn = ([path]: [string, unknown]) => own.has(path);
  const output = `${OUT}/${name}/index.mjs`;
  return {
    inputs: Object.fromEntries(Object.entries(inputs).filter(isOwn)),
    outputs: Object.fromEntries(Object.entries(outputs).filter(([path]) => path === output)),
  };
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_FOR_COMMONJS =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
