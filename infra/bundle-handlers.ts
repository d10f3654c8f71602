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

/** Bundles all handlers into `<outDirectory>/<handler>/`. */
export async function bundleHandlers(outDirectory: string): Promise<HandlerBundles> {
  const [plan, renew, declare, notify, probe] = await Promise.all([
    bundleHandler('plan', outDirectory),
    bundleHandler('renew', outDirectory),
    bundleHandler('declare', outDirectory),
    bundleHandler('notify', outDirectory),
    bundleHandler('probe', outDirectory),
  ]);
  return { plan, renew, declare, notify, probe };
}

async function bundleHandler(name: HandlerName, outDirectory: string): Promise<HandlerBundle> {
  const directory = join(outDirectory, name);
  const { metafile, outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [join('functions', name, 'handler.ts')],
    bundle: true,
    write: false,
    outfile: 'index.mjs',
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
  const [code] = outputFiles;
  if (code === undefined) throw new Error(`esbuild made no bundle of the handler ${name}`);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.mjs'), code.contents);
  const sha256 = createHash('sha256').update(code.contents).digest('hex');
  return { directory, bytes: code.contents.byteLength, sha256, metafile };
}

/** CommonJS packages inside an ES module still call `require` for Node's own modules. */
const REQUIRE_FOR_COMMONJS =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
