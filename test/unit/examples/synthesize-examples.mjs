/**
 * Runs apps as the CDK command does, one after the other in a process of their own, since loading aws-cdk-lib takes longest:
 * `node synthesize-examples.mjs <app.ts> <outdir> …`. What they import as `dnscale-certs` are the sources of this repository.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const SOURCE = new URL('../../../infra/index.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'dnscale-certs' ? SOURCE : specifier, context),
});

const given = process.argv.slice(2);
while (given.length > 0) {
  const [app, outdir] = given.splice(0, 2);
  process.env.CDK_OUTDIR = outdir;
  await import(pathToFileURL(app).href);
}
