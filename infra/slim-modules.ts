/**
 * Modules that the bundles of the functions and of the command leave out or cut down: loaded by a dependency, never used by
 * us. Each entry says why that is safe. The tests from source run with the real modules, the end-to-end tests on the bundles.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

type SlimModule = {
  /** Path of the module's file. */
  path: RegExp;
  reason: string;
  /** What the bundle gets instead. @default - an empty module */
  contents?: string;
  /** Not where anybody's machine may need it. @default false */
  inFunctionsOnly?: true;
};

const SLIM_MODULES: readonly SlimModule[] = [
  {
    path: /acme-client[\\/]src[\\/]crypto[\\/]forge\.js$/,
    reason: 'legacy crypto on node-forge, loaded at once and never called',
  },
  {
    path: /acme-client[\\/]src[\\/](axios|verify|auto)\.js$/,
    reason:
      'its HTTP, its propagation check and its one-call flow: ours take their place (functions/acme/cage.ts)',
  },
  {
    path: /node_modules[\\/]debug[\\/]src[\\/]index\.js$/,
    reason:
      "acme-client's log for developers; it also searches for the package supports-color in all folders above, where others " +
      'may plant code',
    contents: 'module.exports = () => () => {};',
  },
  {
    path: /undici[\\/]index\.js$/,
    reason: 'loads fetch, WebSocket, caches and mocks; our adapters use the agent and its methods alone',
    contents: `
      Object.assign(require('./lib/dispatcher/dispatcher').prototype, require('./lib/api'));
      exports.Agent = require('./lib/dispatcher/agent');`,
  },
  {
    path: /undici[\\/]lib[\\/]web[\\/]/,
    reason: "fetch's side of undici, loaded for bodies that are forms or blobs; ours are texts",
  },
  {
    path: /undici[\\/]lib[\\/]milo[\\/]/,
    reason: 'an experimental HTTP parser',
  },
  {
    path: /undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/,
    reason: 'the HTTP parser for processors without SIMD; every Lambda has SIMD',
    inFunctionsOnly: true,
  },
  {
    path: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    reason:
      'all places where credentials may be; Lambda gives a function those of its role in the environment',
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
    inFunctionsOnly: true,
  },
];

/** The clients of the SDK put their own version into `User-Agent`, and nothing else of this file. */
const SDK_PACKAGE = /@aws-sdk[\\/][\w-]+[\\/]package\.json$/;

/** An esbuild plugin that puts `contents` in the place of these modules, and leaves of an SDK's package.json the version. */
export const slimModules: Plugin = slimming(SLIM_MODULES);

/** The same for the command. */
export const slimCommandModules: Plugin = slimming(
  SLIM_MODULES.filter(({ inFunctionsOnly }) => !inFunctionsOnly),
);

/**
 * acme-client loads all of X.509 at once, and signs its requests without. Only a CSR needs it: most runs of a function make
 * none, and the command makes one while it waits for DNScale.
 */
const EAGER_X509 = {
  path: /acme-client[\\/]src[\\/]crypto[\\/]index\.js$/,
  load: "const x509 = require('@peculiar/x509');",
  set: 'x509.cryptoProvider.set(crypto.webcrypto);',
};

/** @throws Error for an acme-client that loads it in another way. */
function loadingX509Late(source: string): string {
  const { load, set } = EAGER_X509;
  if (!source.includes(load) || !source.includes(set))
    throw new Error('acme-client loads @peculiar/x509 in a way that infra/slim-modules.ts does not know.');
  return source.replace(set, '').replace(load, LATE_X509);
}

const LATE_X509 = `
  let loadedX509;
  const x509 = new Proxy({}, {
    get(_, name) {
      if (loadedX509 === undefined) {
        loadedX509 = require('@peculiar/x509');
        loadedX509.cryptoProvider.set(crypto.webcrypto);
      }
      return loadedX509[name];
    },
  });`;

function slimming(modules: readonly SlimModule[]): Plugin {
  return {
    name: 'slim-modules',
    setup({ onLoad }) {
      for (const { path, contents = 'module.exports = {};' } of modules) {
        onLoad({ filter: path }, ({ path: file }) => ({ contents, resolveDir: dirname(file), loader: 'js' }));
      }
      onLoad({ filter: EAGER_X509.path }, async ({ path }) => ({
        contents: loadingX509Late(await readFile(path, 'utf8')),
        loader: 'js',
      }));
      onLoad({ filter: SDK_PACKAGE }, async ({ path }) => {
        const { version } = JSON.parse(await readFile(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
