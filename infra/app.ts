/**
 * The CDK application: reads options and configuration, bundles the handlers, builds the stack, has cdk-nag check it.
 * `cdk deploy`, `synth` and `diff` run it (cdk.json).
 */
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RenewerError } from '../functions/engine/errors.ts';
import { readAppOptions } from './app-options.ts';
import { bundleHandlers } from './bundle-handlers.ts';
import { loadConfig } from './load-config.ts';
import { RenewerStack } from './renewer-stack.ts';
import { whatStays } from './what-stays.ts';

const app = new App({ autoSynth: false });

try {
  const { stackName, ...options } = readAppOptions(app);
  const config = await loadConfig(options.config);
  const handlersFolder = join(app.outdir, 'handlers');
  const bundles = await bundleHandlers(handlersFolder);
  // On stderr, like all that `cdk` tells; stdout may be a template that somebody pipes on.
  for (const [name, { sha256 }] of Object.entries(bundles))
    console.error(`${name}/index.mjs: SHA-256 ${sha256}`);
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const stack = new RenewerStack(app, stackName, { config, handlersFolder, env: { account, region } });
  if (options.tellWhatStays) console.error(whatStays(stack, config.dnscale.tokenSecretName));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (thrown) {
  if (!(thrown instanceof RenewerError)) throw thrown;
  // The message is for the author of the configuration; a stack trace would only hide it.
  console.error(thrown.message);
  process.exitCode = 1;
}
