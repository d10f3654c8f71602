/**
 * Runs apps as the CDK command does, one after the other in a process of their own, since loading aws-cdk-lib takes longest:
 * `node synthesize-examples.mjs <app.ts> <outdir> …`. What they import as `dnscale-certs` are the sources of this repository.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const SOURCE = new URL('../../../infra/index.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === 'dnscale-certs') return next(SOURCE, context);
    // An app of a page stands in no folder that has packages.
    const isPackage = /^[\w@]/.test(specifier) && !specifier.startsWith('file:');
    return next(
      specifier,
      isPackage ? { ...context, parentURL: context.parentURL && parentOf(context.parentURL) } : context,
    );
  },
});

function parentOf(parentURL) {
  return parentURL.includes('/page-apps/') ? SOURCE : parentURL;
}

const given = process.argv.slice(2);
while (given.length > 0) {
  const [app, outdir] = given.splice(0, 2);
  process.env.CDK_OUTDIR = outdir;
  await import(pathToFileURL(app).href);
}
