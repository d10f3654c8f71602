/** The options of the CDK application, each given with `-c`: which configuration, and which stack. */
import type { App } from 'aws-cdk-lib';
import { isRenewerName, RENEWER_NAME } from '../functions/engine/config/renewer-name.ts';
import { RenewerError } from '../functions/engine/errors.ts';

export type AppOptions = {
  /** Path of the configuration file, seen from the working directory. @default 'renewer.config.ts' */
  config: string;
  /** The physical names of everything in the stack begin with it. @default 'DnscaleCerts' */
  stackName: string;
  /** Tell on stderr what a `cdk destroy` would leave; `npm run destroy` gives it. @default false */
  tellWhatStays: boolean;
};

/**
 * @throws RenewerError `config-invalid` when `-c stackName=…` is no name that everything in the stack can carry, and for
 * an option that is no more.
 */
export function readAppOptions({ node }: App): AppOptions {
  if (node.tryGetContext('existingData') !== undefined) throw existingDataGiven();
  const stackName = String(node.tryGetContext('stackName') ?? 'DnscaleCerts');
  if (!isRenewerName(stackName)) throw notAStackName(stackName);
  return {
    stackName,
    config: node.tryGetContext('config') ?? 'renewer.config.ts',
    tellWhatStays: String(node.tryGetContext('tellWhatStays')) === 'true',
  };
}

function existingDataGiven(): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: 'existingData',
    message:
      'existingData: this option is no more. Leave it out (and take it out of cdk.json), and deploy with: npx cdk deploy --import-existing-resources. ' +
      'CloudFormation then takes over the bucket and the tables that are there.',
  });
}

function notAStackName(given: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: 'stackName',
    message: `stackName: given ${JSON.stringify(given)}; expected: ${RENEWER_NAME}`,
  });
}
