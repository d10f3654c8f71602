/**
 * Where the bundled code of the functions is: the package brings it along. The app of this repository bundles it at each synth,
 * and names its folder by the context.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';

/** The context under which an app names the folder that `bundleHandlers` has filled. */
export const HANDLERS_CONTEXT = 'dnscale-certs:handlers';

const OF_PACKAGE = join(import.meta.dirname, '..', 'handlers');

/** Holds `plan/index.mjs` and so on. */
export function findHandlersFolder(scope: Construct): string {
  const folder: string = scope.node.tryGetContext(HANDLERS_CONTEXT) ?? OF_PACKAGE;
  if (existsSync(folder)) return folder;
  throw new Error(
    `The code of the functions is not in ${folder}. In a clone of dnscale-certs it has to be bundled first: npm run bundle.`,
  );
}
