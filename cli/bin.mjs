#!/usr/bin/env node
// Starts the command: in the npm package its bundle, in a clone its sources, so that no stale bundle ever runs there. Sources
// need a Node that runs TypeScript as it is; where this one is older, the clone's own `node` package takes over, the Node that the
// Lambdas are tested with. It is old JavaScript, for any Node that has modules.
//
// The command holds a token, so it takes code from its own folder only. Node's own place for compiled code is the temporary folder
// that all users share, and Node's search for a package goes up to `/`: whoever can write there could plant code.
//
// An `import` of a module of Node's reads all of its properties, and some load more. So the modules come from `getBuiltinModule`,
// where there is one.

/** Says that the channel of this process leads to a launcher, and to nobody else. */
const LAUNCHER = 'DNSCALE_CERTS_LAUNCHER';
const NODE_OF_THE_LAMBDAS = [24, 0];
// undici needs it.
const NODE_OF_THE_BUNDLE = [22, 19];
const NEEDED = ['node:fs', 'node:os', 'node:url'];

let fs;
let os;
let url;
let packages;

if (process.getBuiltinModule) begin(NEEDED.map((name) => process.getBuiltinModule(name)));
else Promise.all(NEEDED.map((name) => import(name))).then(begin);

function begin(modules) {
  [fs, os, url] = modules;
  packages = url.fileURLToPath(new URL('../node_modules', import.meta.url));
  endWithLauncher();
  if (fs.existsSync(url.fileURLToPath(new URL('./main.ts', import.meta.url)))) startSources();
  else if (isNewEnough(NODE_OF_THE_BUNDLE)) startBundle();
  else
    giveUp(
      `dnscale-certs needs Node ${NODE_OF_THE_BUNDLE.join('.')} or newer, and this is ${process.versions.node}: install a newer one.`,
    );
}

function startSources() {
  if (!fs.existsSync(packages)) giveUp('dnscale-certs has no packages yet. Run `npm ci` in its folder.');
  else if (isNewEnough(NODE_OF_THE_LAMBDAS)) {
    import('node:module').then(({ registerHooks }) => {
      registerHooks({ resolve: resolveInOwnFolder });
      start('./main.ts');
    });
  } else import('node:child_process').then(({ spawn }) => startAgain(spawn, findNewerNode()));
}

/** Keeps what V8 compiles beside the bundle, for its owner alone: who can write there could as well change the bundle. */
function startBundle() {
  const folder = url.fileURLToPath(new URL('../dist/command/compiled', import.meta.url));
  const { enableCompileCache, registerHooks } = process.getBuiltinModule('node:module');
  registerHooks({ resolve: resolvePart });
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    enableCompileCache(folder);
  } catch {
    // The package is not this user's to write in. Each start takes a twentieth of a second longer.
  }
  start('../dist/command/dnscale-certs.mjs');
}

/** The parts of the bundle name each other by path, and are no links: Node need not ask the disk for each folder on the way. */
function resolvePart(specifier, context, next) {
  if (!/^\.{1,2}\//.test(specifier)) return next(specifier, context);
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
}

function isNewEnough([needed, neededMinor]) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > needed || (major === needed && minor >= neededMinor);
}

/** Some packages search for others that nobody need have, and a search that finds none here goes on above. */
function resolveInOwnFolder(specifier, context, next) {
  const found = next(specifier, context);
  // In a worktree the packages may stand elsewhere.
  const own = [new URL('..', import.meta.url).href, url.pathToFileURL(`${fs.realpathSync(packages)}/`).href];
  if (!found.url.startsWith('file:') || own.some((folder) => found.url.startsWith(folder))) return found;
  const error = new Error(`${specifier} is not in the folder of dnscale-certs.`);
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
}

/** It ends the process. */
function start(module) {
  import(module).then(({ main }) => main(process.argv));
}

function findNewerNode() {
  const node = `${packages}/node/bin/node`;
  if (fs.existsSync(node)) return node;
  return giveUp(
    `dnscale-certs needs Node ${NODE_OF_THE_LAMBDAS[0]}, and this is ${process.versions.node}. ` +
      'Run `npm install` in its folder, which brings one along, or install a newer Node.',
  );
}

function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function startAgain(spawn, node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: [...inherited(), 'ipc'],
    env: { ...process.env, [LAUNCHER]: 'yes' },
  });
  // Ctrl-C reaches the child by itself; a signal to this process alone does not. Getting it twice does the child no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    // As a shell has it for the same signal without a launcher: 130 for Ctrl-C.
    process.exitCode = signal === null ? code : 128 + os.constants.signals[signal];
  });
}

/** Nobody is told of a SIGKILL, but the channel to the launcher ends with it. What is under way is cleaned up, as at a SIGTERM. */
function endWithLauncher() {
  if (!process.channel || !process.env[LAUNCHER]) return;
  // What this process starts is not the launcher's.
  delete process.env[LAUNCHER];
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

/** The child also gets the pipe that a shell's `<(…)` has made for the token file, wherever that is named. */
function inherited() {
  const named = [process.env.DNSCALE_API_TOKEN_FILE || '', ...process.argv].join('\n');
  const [, pipe] = /^(?:--token-file=)?\/(?:dev|proc\/self)\/fd\/(\d{1,3})$/m.exec(named) || [];
  const count = Math.max(3, Number(pipe || 0) + 1);
  return Array.from({ length: count }, (_, fd) => (fd < 3 || fd === Number(pipe) ? fd : 'ignore'));
}
