/**
 * Modules that the bundles of the functions and of the command leave out or cut down: loaded by a dependency, never used by
 * us. Each entry says why that is safe. The tests from source run with the real modules, the end-to-end tests on the bundles.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { withoutErrors, withPlainKeys } from './slim-schemas.ts';

type SlimModule = {
  /** Path of the module's file. */
  path: RegExp;
  reason: string;
  /** What the bundle gets instead. @default - an empty module */
  contents?: string;
  /** Cut in one kind of bundle alone. @default - in both */
  onlyIn?: 'functions' | 'command';
};

/** JavaScript that says what is missing and where to read of it, should anything run it after all. */
const MISSING = (what: string) =>
  `throw new Error('${what} is not in this bundle of dnscale-certs: infra/slim-modules.ts says why.');`;

const SLIM_MODULES: readonly SlimModule[] = [
  {
    path: /acme-client[\\/]src[\\/]crypto[\\/]forge\.js$/,
    reason: 'legacy crypto on node-forge, loaded at once and never called',
  },
  {
    path: /@peculiar[\\/]x509[\\/]build[\\/]x509\.(es|cjs)\.js$/,
    reason:
      'X.509 for the CSRs and the PEM of acme-client, which we make and read ourselves (functions/acme/csr.ts, engine/certificate); ' +
      'its requests are signed without. Loading it, acme-client sets the provider',
    contents: `
      module.exports = new Proxy({ cryptoProvider: { set() {} } }, {
        get: (known, name) => known[name] ?? (() => { ${MISSING('X.509 of acme-client')} })(),
      });`,
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
    reason: 'loads fetch, WebSocket, caches and mocks; our adapters call request() of the agent alone',
    contents: `
      require('./lib/dispatcher/dispatcher').prototype.request = require('./lib/api/api-request');
      exports.Agent = require('./lib/dispatcher/agent');`,
  },
  {
    path: /undici[\\/]lib[\\/]web[\\/]/,
    reason: "fetch's side of undici, loaded for bodies that are forms or blobs; ours are texts",
  },
  {
    path: /undici[\\/]lib[\\/]dispatcher[\\/]parser-h1\.js$/,
    reason: 'milo, an experimental HTTP parser, off unless an agent asks for it (useMilo)',
    contents: `
      exports.getMiloEnabled = () => false;
      exports.H1Parser = class { constructor() { ${MISSING('the parser milo of undici')} } };`,
  },
  {
    path: /undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/,
    reason: 'HTTP/2, which our agents do not offer (allowH2: false)',
    contents: `module.exports = () => { ${MISSING('HTTP/2 of undici')} };`,
  },
  {
    path: /undici[\\/]lib[\\/]core[\\/]tree\.js$/,
    reason:
      'a search tree of known header names, built at every start; undici lowers those that it does not find there',
    contents: 'exports.tree = { lookup: () => null };',
  },
  {
    path: /undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/,
    reason: 'the HTTP parser for processors without SIMD; every Lambda has SIMD',
    contents: MISSING('the HTTP parser for processors without SIMD'),
    onlyIn: 'functions',
  },
  {
    path: /undici[\\/]lib[\\/]llhttp[\\/]llhttp_simd-wasm\.js$/,
    reason:
      'the HTTP parser once more, for processors with SIMD; the command runs on others too, and its answers are short',
    contents: "module.exports = require('./llhttp-wasm.js');",
    onlyIn: 'command',
  },
  {
    path: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    reason: 'answers that stream events, as of SelectObjectContent and StartLiveTail; ours are whole',
    contents: `
      export const resolveEventStreamSerdeConfig = (input) => input;
      export const eventStreamSerdeProvider = () => { ${MISSING('a stream of events')} };
      export const EventStreamSerde = undefined;`,
  },
  {
    path: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]EndpointCache\.js$/,
    reason:
      'endpoints that a service names itself; each client of DynamoDB makes this cache, no command asks it',
    contents: `
      const missing = () => { ${MISSING('endpoint discovery')} };
      export class EndpointCache {
        getEndpoint = missing;
        get = missing;
        set = missing;
        has = missing;
        delete = missing;
        clear = missing;
      }`,
  },
  {
    path: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]checksum[\\/]sha256[\\/]Sha256Js\.js$/,
    reason: 'SHA-256 for a Node that was built without cryptography, on which nothing else of ours would run',
    contents: `export class Sha256Js { constructor() { ${MISSING('SHA-256 in JavaScript')} } }`,
  },
  {
    path: /node_modules[\\/]bowser[\\/]/,
    reason: 'reads the name of a browser; esbuild keeps it in a part that no other one loads',
    contents: MISSING('bowser'),
    onlyIn: 'command',
  },
  {
    path: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/,
    reason:
      'all places where credentials may be; Lambda gives a function those of its role in the environment',
    contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
    onlyIn: 'functions',
  },
];

/** The clients of the SDK put their own version into `User-Agent`, and nothing else of this file. */
const SDK_PACKAGE = /@aws-sdk[\\/][\w-]+[\\/]package\.json$/;

/** An esbuild plugin that puts `contents` in the place of these modules, and leaves of an SDK's package.json the version. */
export const slimModules: Plugin = slimming(SLIM_MODULES.filter(({ onlyIn }) => onlyIn !== 'command'));

/** The same for the command, and without those modules of Node's of which undici needs next to nothing. */
export const slimCommandModules: Plugin = slimming(
  SLIM_MODULES.filter(({ onlyIn }) => onlyIn !== 'functions'),
  new Map([
    // Loading it compiles nine others. undici takes its own bound of an answer's headers from it, and knows its answers by their class.
    ['node:http', 'exports.maxHeaderSize = 16 * 1024; exports.IncomingMessage = class {};'],
    // Six others. undici calls nothing but this.
    [
      'node:assert',
      "module.exports = (ok, words) => { if (!ok) throw new Error(words ?? 'undici expected otherwise'); };",
    ],
  ]),
);

const OF_UNDICI = /undici[\\/]lib[\\/]/;

const SDK_SCHEMAS = /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;

/** Services whose answers tell an error by a code that only its schema turns into its name. */
const TOLD_BY_CODE = /client-(sns|sqs|elastic-load-balancing-v2)[\\/]/;

/** @param undicis what undici gets for modules of Node's, by their names. */
function slimming(modules: readonly SlimModule[], undicis: ReadonlyMap<string, string> = new Map()): Plugin {
  return {
    name: 'slim-modules',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^node:/ }, ({ path, importer }) =>
        undicis.has(path) && OF_UNDICI.test(importer) ? { path, namespace: 'for-undici' } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'for-undici' }, ({ path }) => ({
        contents: undicis.get(path) ?? '',
      }));
      for (const { path, contents = 'module.exports = {};' } of modules) {
        onLoad({ filter: path }, ({ path: file }) => ({ contents, resolveDir: dirname(file), loader: 'js' }));
      }
      onLoad({ filter: SDK_SCHEMAS }, async ({ path }) => {
        const plain = withPlainKeys(await readFile(path, 'utf8'));
        return { contents: TOLD_BY_CODE.test(path) ? plain : withoutErrors(plain), loader: 'js' };
      });
      onLoad({ filter: SDK_PACKAGE }, async ({ path }) => {
        const { version } = JSON.parse(await readFile(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}
