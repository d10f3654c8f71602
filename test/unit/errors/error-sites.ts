/** Where the product makes its errors: found in the sources, and found again in an error's stack. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RenewerError } from '../../../functions/engine/errors.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Every `new RenewerError(`, `new ClaimLost(` and `new Unanswered(` as `functions/…/file.ts:line`. */
export function findSites(): string[] {
  const files = globSync('{functions,cli}/**/*.ts', { cwd: ROOT });
  return files.flatMap((file) => sitesIn(file, readFileSync(ROOT + file, 'utf8')));
}

export function sitesIn(file: string, source: string): string[] {
  return source
    .split('\n')
    .flatMap((line, index) =>
      /new (RenewerError|ClaimLost|Unanswered)\(/.test(line) ? [`${file}:${index + 1}`] : [],
    );
}

/** The site that made this error: the first line of its stack. */
export function siteOf({ stack = '' }: RenewerError): string {
  const [, path = '', line = ''] = /^ +at .*?\(?((?:file:\/\/)?\/[^()]*?):(\d+):\d+\)?$/m.exec(stack) ?? [];
  return `${path.replace('file://', '').replace(ROOT, '')}:${line}`;
}

/** The error that the call throws, rejects with or returns. */
export async function errorOf(bringAbout: () => unknown): Promise<RenewerError> {
  const outcome = await (async () => bringAbout())().catch((thrown: unknown) => thrown);
  if (outcome instanceof RenewerError) return outcome;
  throw new Error('This call brings about no RenewerError.', { cause: outcome });
}
