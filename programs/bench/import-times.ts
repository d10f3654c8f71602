/**
 * How long each bundle takes to import: what a cold start costs beside the start of Node. Each import has a process of
 * its own, one after the other, without this one's environment, so that no compile cache shortens it.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { HandlerName } from '../../infra/bundle-handlers.ts';
import { HANDLER_ENVIRONMENT } from '../../test/support/handler-environment.ts';
import { median } from './statistics.ts';

export type ImportTimes = { runs: number; emptyMs: number; importMs: Record<HandlerName, number> };

const IMPORT_TIMEOUT_MS = 60_000;

const run = promisify(execFile);

/** @param directory holds `<handler>/index.mjs`; an empty one is added. */
export async function measureImports(
  directory: string,
  handlers: readonly HandlerName[],
  runs: number,
): Promise<ImportTimes> {
  await mkdir(join(directory, 'empty'));
  await writeFile(join(directory, 'empty', 'index.mjs'), 'export {};\n');
  const names = ['empty', ...handlers];
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < runs; round += 1) {
    for (const [name, measured] of times) measured.push(await importOnce(join(directory, name, 'index.mjs')));
  }
  const medianOf = (name: string) => median(times.get(name) ?? []);
  const importMs = Object.fromEntries(handlers.map((name) => [name, medianOf(name)]));
  return { runs, emptyMs: medianOf('empty'), importMs: importMs as Record<HandlerName, number> };
}

const IMPORT_AND_TELL = `
const startedAt = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - startedAt));
process.exit(0);
`;

async function importOnce(path: string): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', IMPORT_AND_TELL, pathToFileURL(path).href],
    { env: HANDLER_ENVIRONMENT, timeout: IMPORT_TIMEOUT_MS },
  );
  const ms = Number.parseFloat(stdout);
  if (!Number.isFinite(ms)) throw new Error(`importing ${path} told no time but "${stdout}"`);
  return ms;
}
