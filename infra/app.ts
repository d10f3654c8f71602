/**
 * The CDK application: reads the configuration, bundles the handlers, builds the stack, has cdk-nag check it.
 * Options, each with `-c`: `config=<path>`, `stackName=<name>`, `existingData=true`.
 */
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RenewerError } from '../functions/engine/errors.ts';
import { bundleHandlers } from './bundle-handlers.ts';
import { usesExistingData } from './existing-data.ts';
import { loadConfig } from './load-config.ts';
import { RenewerStack } from './renewer-stack.ts';
import { readStackName } from './stack-name.ts';

const app = new App({ autoSynth: false });

try {
  const stackName = readStackName(app);
  const config = await loadConfig(app.node.tryGetContext('config') ?? 'renewer.config.ts');
  const bundles = await bundleHandlers(join(app.outdir, 'handlers'));
  new RenewerStack(app, stackName, { config, bundles, existingData: usesExistingData(app) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
} catch (thrown) {
  if (!(thrown instanceof RenewerError)) throw thrown;
  // The message is for the author of the configuration; a stack trace would only hide it.
  console.error(thrown.message);
  process.exitCode = 1;
}
