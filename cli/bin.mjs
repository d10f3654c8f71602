#!/usr/bin/env node
// Starts the command on a Node that runs TypeScript as it is. Where this Node is older, it uses the one among the packages
// of this folder: the same that the Lambdas are tested with. It is plain JavaScript, for that older Node.
//
// The command holds a token, so it takes code from its own folder only. Node's compile cache is in the temporary folder that
// all users share, and Node's search for a package goes up to `/`: whoever can write there could plant code.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_OF_THE_LAMBDAS = 24;
const PACKAGES = fileURLToPath(new URL('../node_modules', import.meta.url));

const [major] = process.versions.node.split('.').map(Number);
if (!existsSync(PACKAGES)) {
  giveUp('dnscale-certs has no packages yet. Run `npm ci` in its folder.');
} else if (major >= NODE_OF_THE_LAMBDAS) {
  const { main } = await import('./main.ts');
  await main(process.argv);
  const { endProcess } = await import('./exit.ts');
  await endProcess();
} else {
  startAgain(findNewerNode());
}

function findNewerNode() {
  const node = `${PACKAGES}/node/bin/node`;
  if (existsSync(node)) return node;
  return giveUp(
    `dnscale-certs needs Node ${NODE_OF_THE_LAMBDAS}, and this is ${process.versions.node}. ` +
      'Run `npm install` in its folder, which brings one along, or install a newer Node.',
  );
}

function giveUp(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function startAgain(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: inherited() });
  // Ctrl-C reaches the child by itself; a signal to this process alone does not. Getting it twice does the child no harm.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
  });
}

/** The child also gets the pipe that a shell's `<(…)` has made for the token file, wherever that is named. */
function inherited() {
  const named = [process.env.DNSCALE_API_TOKEN_FILE ?? '', ...process.argv].join('\n');
  const [, pipe] = /^(?:--token-file=)?\/(?:dev|proc\/self)\/fd\/(\d{1,3})$/m.exec(named) ?? [];
  const count = Math.max(3, Number(pipe ?? 0) + 1);
  return Array.from({ length: count }, (_, fd) => (fd < 3 || fd === Number(pipe) ? fd : 'ignore'));
}
