/**
 * Records what docs/pictures/terminal.svg is drawn from: `doctor` and `try` of the packaged command, run at a terminal of their own against a local DNScale and
 * a local CA. The prompt is written by hand, and the options that lead to the local world are left out, as are its ports: they
 * would be of one machine and one hour. Nothing else is changed, the times least of all.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { ensureMinistack } from '../../test/support/setup/tools.ts';
import { startEngineWorld } from '../../test/support/world/engine-world.ts';
import { worldVariables } from '../../test/support/world/first-minutes.ts';
import { makeTemporaryFolder, removeFolder } from '../../test/support/world/temporary-folder.ts';
import { withPackaged } from '../packaged-command.ts';
import { castText, type Output } from './cast.ts';

const ZONE = 'example.com';
const NAMES = "-d example.com -d '*.example.com'";
const WIDTH = 102;
const HEIGHT = 36;
const LONGEST_MS = 60_000;
const READING_MS = 3_500;
const WORD_MS = 250;
const CLEAR = '\u001b[H\u001b[2J';

/** The pieces of one line come as one, or a port could be cut in two. */
const TOGETHER_MS = 20;

export async function recordTerminal(path: string): Promise<void> {
  await writeFile(path, await withPackaged(recordWith));
}

async function recordWith(launcher: string): Promise<string> {
  const world = await startEngineWorld({ dnscale: { lagMs: 1_500, latencyMs: 40 } });
  const folder = await makeTemporaryFolder('terminal');
  try {
    world.dnscale.addZone(ZONE);
    const environment = { ...worldVariables(world), DNSCALE_API_TOKEN: world.dnscale.addToken() };
    const ca = ` --server ${world.pebble.directoryUrl} --resolver ${world.dnscale.resolverAddress}`;
    const outputs: Output[] = [];
    for (const [typed, added] of [
      [`dnscale-certs doctor ${NAMES}`, ca],
      [`dnscale-certs try ${NAMES} --accept-tos`, `${ca} --profile default`],
    ] as const) {
      const beganMs = (outputs.at(-1)?.atMs ?? -READING_MS) + READING_MS;
      outputs.push(
        { atMs: beganMs, text: outputs.length > 0 ? CLEAR : '' },
        ...typing(`npx ${typed}`, beganMs),
      );
      outputs.push(
        ...(await runAtTerminal(typed + added, { folder, environment, launcher }, outputs.at(-1)?.atMs ?? 0)),
      );
    }
    const title = 'dnscale-certs doctor, then dnscale-certs try';
    return castText({ width: WIDTH, height: HEIGHT, title, outputs });
  } finally {
    await world.stop();
    await removeFolder(folder);
  }
}

/** By words. */
function typing(command: string, beganMs: number): Output[] {
  const words = command.split(/(?<= )/);
  const typed = words.map((text, index) => ({ atMs: beganMs + 600 + index * WORD_MS, text }));
  const last = typed.at(-1)?.atMs ?? beganMs;
  return [{ atMs: beganMs, text: '$ ' }, ...typed, { atMs: last + WORD_MS, text: '\r\n' }];
}

type Place = { folder: string; environment: NodeJS.ProcessEnv; launcher: string };

async function runAtTerminal(
  command: string,
  { folder, environment, launcher }: Place,
  beganMs: number,
): Promise<Output[]> {
  const line = command.replace(
    'dnscale-certs',
    `stty cols ${WIDTH} rows ${HEIGHT}; exec '${process.execPath}' '${launcher}'`,
  );
  const script =
    'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(["sh", "-c", sys.argv[1]])))';
  const startedAtMs = performance.now();
  const child = spawn(await ensureMinistack(), ['-c', script, line], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm-256color', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LONGEST_MS,
  });
  const outputs: Output[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const atMs = Math.round(beganMs + performance.now() - startedAtMs);
    const last = outputs.at(-1);
    if (last && atMs - last.atMs < TOGETHER_MS) last.text += text;
    else outputs.push({ atMs, text });
  });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${command} ended with ${code}:\n${outputs.map(({ text }) => text).join('')}`);
  const told = outputs.map(({ atMs, text }) => ({ atMs, text: withoutPorts(text) }));
  if (told.some(({ text }) => /localhost|:\d{5}/.test(text)))
    throw new Error('A port is left: record it again.');
  return told;
}

function withoutPorts(text: string): string {
  return text
    .replaceAll(/ \\\r?\n\s+--server \S+ --resolver \S+/g, '')
    .replaceAll(/localhost:\d+/g, 'pebble.test');
}
