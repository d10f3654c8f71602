/**
 * Makes node_modules what package-lock.json says, before `npm test`, the demo, the benchmark and the proofs. Quick and silent
 * when it already is. Plain JavaScript without dependencies for any Node from 20 on: it runs before there are packages, and
 * before the project's own Node 24 (npm package `node`).
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onlyOne } from './only-one.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const PROJECT_NODE = join(MODULES, '.bin', 'node');
const OLDEST_NODE = 20;
const PROJECT_NODE_MAJOR = 24;
const INSTALL_TIMEOUT_MS = 10 * 60_000;

try {
  await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

async function main() {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < OLDEST_NODE) {
    throw new Error(
      `Node ${node} is too old. Install Node ${OLDEST_NODE} or newer; the project then fetches its own.`,
    );
  }
  if (isUpToDate()) return;
  await onlyOne(join(ROOT, '.cache', 'npm.lock'), installOnce, () =>
    say('Another run is installing the packages; waiting for it.'),
  );
}

/** npm writes node_modules/.package-lock.json last: it says what is installed, and that npm ended. */
function isUpToDate() {
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const present = packagesOf(join(MODULES, '.package-lock.json'));
  if (!wanted || !present || !existsSync(PROJECT_NODE)) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (!found) return entry.optional === true; // binaries of other platforms
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function installOnce() {
  if (isUpToDate()) return; // the run we waited for has done it
  const startedAt = Date.now();
  say('Installing the npm packages of package-lock.json (up to a minute, only after a change)…');
  const { code, output } = await npmCi();
  if (code !== 0) throw new Error(`npm ci failed (${code}):\n${firstLines(output)}`);
  const version = projectNodeVersion();
  if (!version.startsWith(`v${PROJECT_NODE_MAJOR}.`)) {
    throw new Error(
      `node_modules/.bin/node is not Node ${PROJECT_NODE_MAJOR} (${version || 'it does not run'}). The npm package "node" fetches it in an install script: allow install scripts (npm config "ignore-scripts") and remove node_modules.`,
    );
  }
  say(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function npmCi() {
  // Under `npm test` the first `node` on PATH is the one in node_modules, which npm is about to delete.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.endsWith(`node_modules${sep}.bin`));
  const child = spawn('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), INSTALL_TIMEOUT_MS);
  let output = '';
  const collect = (chunk) => {
    output += chunk;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  }).finally(() => clearTimeout(timer));
}

function projectNodeVersion() {
  return spawnSync(PROJECT_NODE, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout?.trim() ?? '';
}

// npm's reason comes first, pages of usage follow.
function firstLines(text) {
  return text.trim().split('\n').slice(0, 20).join('\n');
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
