/**
 * The arrows as data (CONTRIBUTING.md; docs/decisions/0006-import-arrows.md): who may import what. Type-only imports count
 * like all others. Everything that is not allowed here is forbidden, a new folder or package too, until it gets its line.
 */
import { posix } from 'node:path';
import { COMPUTED, type Import, readImports, type SourceFile } from './import-walk.ts';

type Layer = 'engine' | 'adapter' | 'handler' | 'page' | 'cli' | 'infra';

/** The longest matching folder counts. */
const LAYERS: Record<string, Layer> = {
  'functions/engine': 'engine',
  'functions/acme': 'adapter',
  'functions/dnscale': 'adapter',
  'functions/resolver': 'adapter',
  'functions/aws': 'adapter',
  'functions/files': 'adapter',
  'functions/logging': 'adapter',
  'functions/tls': 'adapter',
  'functions/plan': 'handler',
  'functions/renew': 'handler',
  'functions/declare': 'handler',
  'functions/notify': 'handler',
  'functions/probe': 'handler',
  'cli/dashboard/page': 'page',
  cli: 'cli',
  infra: 'infra',
};

/** By folder: packages (with everything below them) and, for the engine, the built-in modules. */
const PACKAGES: Record<string, string[]> = {
  'functions/engine': [
    'zod/mini',
    '@peculiar/asn1-schema',
    '@peculiar/asn1-x509',
    'p-map',
    // Only config/certifiable-names.ts: test/contract/infra/bundle-handlers.test.ts keeps it out of the functions.
    'tldts',
    'node:crypto',
    'node:url',
    'node:net',
  ],
  'functions/acme': ['node:', 'zod/mini', 'acme-client', 'axios', 'undici'],
  'functions/dnscale': ['node:', 'zod/mini', 'undici'],
  'functions/resolver': ['node:', 'dns-packet'],
  'functions/aws': ['node:', 'zod/mini', '@aws-sdk', '@smithy'],
  'functions/files': ['node:', 'zod/mini'],
  'functions/logging': ['node:', '@aws-lambda-powertools'],
  'functions/tls': ['node:'],
  // `aws-lambda` holds types only: the shapes of events.
  'functions/plan': ['node:', 'zod/mini', 'aws-lambda'],
  'functions/renew': ['node:', 'zod/mini', 'aws-lambda'],
  'functions/declare': ['node:', 'zod/mini', 'aws-lambda'],
  'functions/notify': ['node:', 'zod/mini', 'aws-lambda'],
  'functions/probe': ['node:', 'zod/mini', 'aws-lambda'],
  'cli/dashboard/page': ['preact', '@preact/signals', 'd3-time'],
  // esbuild only in dashboard/build-page.ts: test/integration/packaged-command.test.ts keeps it out of the bundle.
  cli: ['node:', 'zod/mini', 'commander', 'log-update', 'open', 'esbuild'],
  infra: ['node:', 'aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild'],
};

/** The engine's files that an adapter may import beside the ports: errors, types, time and memory, rules that both need. */
const ENGINE_FOR_ADAPTERS = [
  'functions/engine/errors.ts',
  'functions/engine/deadline.ts',
  // How the log names our command.
  'functions/engine/command-words.ts',
  // Where errors send their reader.
  'functions/engine/config/docs-url.ts',
  // What the log says, the live view says too.
  'functions/engine/event-words.ts',
  'functions/engine/connections.ts',
  // A request's time begins when there is a connection for it.
  'functions/engine/gate.ts',
  'functions/engine/private-origins.ts',
  'functions/engine/special-addresses.ts',
  // All that come from outside may repeat a secret.
  'functions/engine/redact.ts',
  'functions/engine/json.ts',
  'functions/engine/memoize.ts',
  'functions/engine/share-call.ts',
  'functions/engine/retry-after.ts',
  'functions/engine/config/api-url.ts',
  'functions/engine/config/definition.ts',
  'functions/engine/config/definition-schema.ts',
  'functions/engine/config/definition-hash.ts',
  'functions/engine/config/descriptor.ts',
  // Where a probe goes.
  'functions/engine/config/probe.ts',
  // The stack makes alarms of the same metrics.
  'functions/engine/config/metric-names.ts',
  // Of what they make.
  'functions/engine/config/tags.ts',
  'functions/engine/secrets/account-key-value.ts',
  'functions/engine/secrets/token-value.ts',
  'functions/engine/secrets/external-account-value.ts',
  'functions/engine/certificate/pem-files.ts',
  // What ACM holds is compared with what was stored.
  'functions/engine/certificate/leaf-digest.ts',
  // Both archives judge the name of a version that a state lists.
  'functions/engine/certificate/version-name.ts',
  // Whose definition counts is decided while the item is written.
  'functions/engine/declare/definition-shelf.ts',
  'functions/engine/declare/owner.ts',
  // How long a deployment can wait: a request that says more is foreign.
  'functions/engine/declare/timeout.ts',
  'functions/engine/issuance/order-window.ts',
  // Before an import it is asked whether the ARN is there; ACM itself may say it too, and the text is one.
  'functions/engine/install/arn-gone.ts',
  // The published form of an event.
  'functions/engine/notify/event-detail.ts',
  // Types of what is remembered.
  'functions/engine/notify/told.ts',
  'functions/engine/renewal/instant.ts',
  'functions/engine/renewal/state.ts',
  'functions/engine/renewal/state-schema.ts',
  'functions/engine/dns/caa.ts',
  'functions/engine/dns/name.ts',
];

/** Names on which an adapter and the stack must agree. These files MUST import nothing but one another. */
const SHARED_NAMES = [
  'functions/aws/table.ts',
  'functions/aws/store-keys.ts',
  'functions/aws/archive-life.ts',
  'functions/aws/secret-names.ts',
  'functions/aws/certificate-tags.ts',
  'functions/aws/event-source.ts',
];

/** The one file whose import is known at run time only: it loads the user's `renewer.config.ts`. */
const LOADERS = ['infra/load-config.ts'];

const RULES: Record<Layer, { rule: string; allows: (from: string, to: string) => boolean }> = {
  engine: {
    rule: 'the engine may import the engine only',
    allows: (_, to) => layerOf(to) === 'engine',
  },
  adapter: {
    rule: "an adapter may import itself and the engine's ports, errors and types",
    allows: (from, to) =>
      folderOf(to) === folderOf(from) ||
      to.startsWith('functions/engine/ports/') ||
      ENGINE_FOR_ADAPTERS.includes(to),
  },
  handler: {
    rule: 'a handler may import itself, the engine and, in wiring.ts, adapters',
    allows: wiresAdapters,
  },
  cli: {
    rule: 'the command may import itself, the engine, package.json and, in wiring.ts, adapters',
    // The version that it shows.
    allows: (from, to) => to === 'package.json' || wiresAdapters(from, to),
  },
  page: {
    rule: 'the page may import itself, the forms of what the server sends, and what steps are called',
    allows: (_, to) =>
      layerOf(to) === 'page' || ['cli/dashboard/page-document.ts', 'cli/status/step-words.ts'].includes(to),
  },
  infra: {
    rule: 'infra may import itself, engine/config, engine/errors.ts, environment.ts, shared names and package.json',
    allows: (_, to) =>
      layerOf(to) === 'infra' ||
      to.startsWith('functions/engine/config/') ||
      to === 'functions/engine/errors.ts' ||
      // The version of this release.
      to === 'package.json' ||
      (layerOf(to) === 'handler' && posix.basename(to) === 'environment.ts') ||
      SHARED_NAMES.includes(to),
  },
};

/** One line for each import that no arrow allows: where, what, and the rule. */
export function findForbiddenImports(sources: SourceFile[]): string[] {
  return sources.flatMap((source) => readImports(source).flatMap((found) => judge(source.path, found)));
}

function judge(from: string, { line, target }: Import): string[] {
  const folder = folderOf(from);
  const layer = layerOf(from);
  if (!folder || !layer) return [`${from}:${line} stands in no folder that arrows.ts knows`];
  const { rule, allows } = RULES[layer];
  if (SHARED_NAMES.includes(from) && !SHARED_NAMES.includes(target)) {
    return [`${from}:${line} imports ${target}: a file of shared names may import nothing else`];
  }
  if (target === COMPUTED && LOADERS.includes(from)) return [];
  const packages = PACKAGES[folder] ?? [];
  if (packages.some((name) => isWithin(target, name))) return [];
  if (isOurs(target)) return allows(from, target) ? [] : [`${from}:${line} imports ${target}: ${rule}`];
  return [`${from}:${line} imports ${target}: ${folder} may import only ${packages.join(', ')}`];
}

function wiresAdapters(from: string, to: string): boolean {
  if (folderOf(to) === folderOf(from) || layerOf(to) === 'engine') return true;
  return layerOf(to) === 'adapter' && posix.basename(from) === 'wiring.ts';
}

function layerOf(path: string): Layer | undefined {
  return LAYERS[folderOf(path) ?? ''];
}

function folderOf(path: string): string | undefined {
  return Object.keys(LAYERS).find((folder) => path.startsWith(`${folder}/`));
}

/** Every import of a file of ours ends in its extension (tsconfig's `nodenext`); of a package's, only its package.json. */
function isOurs(target: string): boolean {
  return /\.(tsx?|mjs|json|css)$/.test(target);
}

function isWithin(target: string, name: string): boolean {
  return name.endsWith(':') ? target.startsWith(name) : target === name || target.startsWith(`${name}/`);
}
