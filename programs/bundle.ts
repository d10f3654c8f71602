/** Bundles the functions into `handlers/`, where the constructs look for them when an app of one's own uses this clone. */
import { join } from 'node:path';
import { bundleHandlers } from '../infra/bundle-handlers.ts';

const folder = join(import.meta.dirname, '..', 'handlers');
for (const [name, { bytes }] of Object.entries(await bundleHandlers(folder))) {
  console.log(`handlers/${name}/index.mjs: ${bytes} bytes`);
}
