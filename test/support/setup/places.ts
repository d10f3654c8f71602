/** Where things are in this checkout. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
export const NODE_MODULES = join(REPOSITORY, 'node_modules');
/** Commands of the installed packages; `node` in here is the Lambda's Node 24. */
export const NODE_COMMANDS = join(NODE_MODULES, '.bin');
/** Built tools. Ignored by git; may be removed at any time. */
export const CACHE = join(REPOSITORY, '.cache');
