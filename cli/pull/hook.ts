/** Runs the person's deploy hook: a shell's command, with the variables that certbot gives to its own. */
import { spawn } from 'node:child_process';

export type HookEnd = { exitCode: number } | { why: string };

/** A reload takes seconds. */
const LONGEST_MS = 10 * 60_000;

/** What it writes goes to the command's stderr, since stdout may be for a program. @returns with `why`, what kept it from an end of its own. */
export function runHook(
  command: string,
  { lineage, domainNames }: { lineage: string; domainNames: readonly string[] },
  environment: NodeJS.ProcessEnv,
): Promise<HookEnd> {
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', 2, 2],
      timeout: LONGEST_MS,
      env: { ...environment, RENEWED_LINEAGE: lineage, RENEWED_DOMAINS: domainNames.join(' ') },
    });
    child.on('error', (error) => resolve({ why: `could not be started: ${error.message}` }));
    // Not `close`: a server that the hook has started may keep stderr open.
    child.on('exit', (code, signal) =>
      resolve(code === null ? { why: `was ended by ${signal}` } : { exitCode: code }),
    );
  });
}
