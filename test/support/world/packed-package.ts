/**
 * The tarball that `npm pack` makes of this checkout, built in a folder of its own: the checkout's `dist/` is neither read nor
 * written, so that tests and programs may run side by side.
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE_COMMANDS, REPOSITORY } from '../setup/places.ts';
import { runCommand } from '../setup/run-command.ts';

export type PackedPackage = {
  /** Path of the file. */
  tarball: string;
  /** What was packed, as it was before. */
  folder: string;
  /** Everything in it, by path. */
  files: { path: string; size: number }[];
  /** Size of the tarball. */
  bytes: number;
  unpackedBytes: number;
};

const TIMEOUT_MS = 300_000;

export async function packPackage(folder: string): Promise<PackedPackage> {
  const stage = join(folder, 'package');
  await mkdir(stage, { recursive: true });
  for (const part of ['package.json', 'README.md', 'LICENSE', 'cli']) {
    await cp(join(REPOSITORY, part), join(stage, part), { recursive: true });
  }
  await buildInto(join(stage, 'dist'));
  const packed = await runOrThrow(
    'npm',
    ['pack', '--ignore-scripts', '--silent', '--json', '--pack-destination', folder],
    stage,
  );
  const [{ filename, files, size, unpackedSize }] = JSON.parse(packed);
  return { tarball: join(folder, filename), folder: stage, files, bytes: size, unpackedBytes: unpackedSize };
}

/** `npm run build`, into another folder. Returns what it prints. */
export function buildInto(folder: string): Promise<string> {
  const program = join(REPOSITORY, 'programs/build.ts');
  return runOrThrow(join(NODE_COMMANDS, 'node'), [program, folder], REPOSITORY);
}

/** Returns what it prints; a failure is an error with that. */
export async function runOrThrow(
  command: string,
  args: string[],
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const { ok, output, reason } = await runCommand(command, args, {
    timeoutMs: TIMEOUT_MS,
    folder,
    environment,
  });
  if (!ok) throw new Error(`${command} ${args.join(' ')} failed (${reason}):\n${output}`);
  return output;
}
