/**
 * Where the bundled code of the functions is: the package brings it along, and `npm run build` makes it in a clone. The app of
 * this repository bundles it at each synth, and names its folder by the context.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';

/** The context under which an app names the folder that `bundleHandlers` has filled. */
export const HANDLERS_CONTEXT = 'dnscale-certs:handlers';

/** Beside the constructs that were built, or where those of a clone find what was built. */
const BUILT = ['../handlers', '../dist/handlers'].map((path) => join(import.meta.dirname, path));

/** Holds `plan/index.mjs` and so on. */
export function findHandlersFolder(scope: Construct): string {
  const folders: string[] = [scope.node.tryGetContext(HANDLERS_CONTEXT) ?? BUILT].flat();
  const folder = folders.find((each) => existsSync(each));
  if (folder !== undefined) return folder;
  throw new Error(
    `The code of the functions is not in ${folders.join(' or ')}. In a clone of dnscale-certs it is built first: npm run build.`,
  );
}
