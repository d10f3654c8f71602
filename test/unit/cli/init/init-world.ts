/** `init` with a person at a terminal, or with nobody, and with stand-ins for what reaches others. */
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach } from 'vitest';
import { type InitOptions, runInit } from '../../../../cli/init/run.ts';
import type { Finding } from '../../../../functions/engine/preflight/findings.ts';
import { makeTemporaryFolder, removeFolder } from '../../../support/world/temporary-folder.ts';

export const FINE: Finding = {
  check: 'zone',
  subject: 'example.com',
  verdict: 'ok',
  message: 'is at DNScale',
};

export const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';

type Surroundings = {
  /** Of the person at the terminal, each answer after its question. @default - no terminal */
  answers?: string[];
  environment?: NodeJS.ProcessEnv;
  findings?: Finding[];
  store?: () => Promise<number>;
  clone?: string;
  /** Of the terminal that it writes to. @default - none */
  columns?: number;
};

/** `init` in a new folder for each test: what it writes stands in the folder's `app`. */
export function useInit() {
  const world = {
    folder: '',
    init: (options: Partial<InitOptions>, surroundings?: Surroundings) =>
      initIn(world.folder, options, surroundings),
  };
  beforeEach(async () => {
    world.folder = await makeTemporaryFolder('init');
  });
  afterEach(() => removeFolder(world.folder));
  return world;
}

async function initIn(folder: string, options: Partial<InitOptions>, surroundings: Surroundings = {}) {
  const {
    answers,
    environment = {},
    findings = [FINE],
    store = async () => 0,
    clone,
    columns,
  } = surroundings;
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  const terminal = columns && { isTTY: true, columns, getColorDepth: () => 1 };
  const [stdout, stderr] = [
    Object.assign(new PassThrough(), terminal),
    Object.assign(new PassThrough(), terminal),
  ];
  const left = [...(answers ?? [])];
  let shown = '';
  let told = '';
  stdout.on('data', (text) => {
    told += text;
  });
  const toldAt = new Map<string, string>();
  stderr.on('data', (text) => {
    shown += text;
    toldAt.set(String(text), told);
    if (!/(: |\] )$/.test(shown)) return;
    const answer = left.shift();
    // Nobody answers while the question is still being written.
    setImmediate(() => (answer === undefined ? stdin.end() : stdin.write(`${answer}\n`)));
  });
  const asked: unknown[] = [];
  const acts = {
    examine: async (
      names: readonly string[],
      directoryUrl: string,
      { DNSCALE_API_TOKEN }: NodeJS.ProcessEnv,
    ) => {
      const other = directoryUrl === LETS_ENCRYPT ? {} : { at: directoryUrl };
      asked.push({ examined: names, by: DNSCALE_API_TOKEN, ...other });
      return findings;
    },
    store: async (token: string, region: string | undefined) => {
      asked.push({ stored: token, region });
      return store();
    },
    externalAccountSecret: (directoryUrl: string) => `Certs/of/${new URL(directoryUrl).host}`,
    clone,
  };
  const exitCode = await runInit(
    { out: join(folder, 'app'), directory: LETS_ENCRYPT, ...options },
    environment,
    { stdin, stdout, stderr },
    acts,
  );
  /** What stood on stdout when this was asked. */
  const shownAt = (question: string) => [...toldAt].find(([text]) => text.includes(question))?.[1];
  return { exitCode, asked, shownAt, stderr: shown, stdout: told.replaceAll(folder, '') };
}
