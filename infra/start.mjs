// Starts the CDK app of this repository (cdk.json) on a Node that runs TypeScript as it is. A `cdk` that is installed globally
// finds the system's Node first: where that is older, the one among the packages of this folder is used, the same that the
// functions are tested with. It is plain JavaScript, for that older Node. What is missing is told in one line: a stack trace of
// Node's or esbuild's would not say what to do.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_OF_THE_LAMBDAS = 24;
const PACKAGES = fileURLToPath(new URL('../node_modules', import.meta.url));
const NEWER_NODE = `${PACKAGES}/node/bin/node`;

const [major] = process.versions.node.split('.').map(Number);
if (!existsSync(PACKAGES)) {
  giveUp('This app has no packages yet. Run `npm ci` in its folder.');
} else if (major >= NODE_OF_THE_LAMBDAS) {
  await import('./app.ts').catch(giveUpOrThrow);
} else if (existsSync(NEWER_NODE)) {
  startAgain(NEWER_NODE);
} else {
  giveUp(
    `This app needs Node ${NODE_OF_THE_LAMBDAS}, and this is ${process.versions.node}. ` +
      'Run `npm ci` in its folder, without --ignore-scripts, which brings one along, or install a newer Node.',
  );
}

/** Each of these is a package that `npm ci` would have brought. */
function giveUpOrThrow(thrown) {
  const [, missing] = /^Cannot find package '([^']+)'/.exec(thrown?.message) ?? [];
  if (missing)
    giveUp(`The package ${missing} is missing. Run \`npm ci\` in this app's folder, without --omit.`);
  else if (/is needed by esbuild|You installed esbuild for another platform/.test(thrown?.message)) {
    giveUp(
      "esbuild's program for this machine is missing. Run `npm ci` in this app's folder, without --omit.",
    );
  } else throw thrown;
}

function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

function startAgain(node) {
  // First: a signal that comes right after the start would leave the child alone.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}
