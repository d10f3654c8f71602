/** The options of the CDK application, each given with `-c`: which configuration, which stack, whose data. */
import type { App } from 'aws-cdk-lib';
import { RenewerError } from '../functions/engine/errors.ts';
import { MAX_STACK_NAME_LENGTH } from './certificate-bucket.ts';
import type { DataProps } from './existing-data.ts';

export type AppOptions = DataProps & {
  /** Path of the configuration file, seen from the working directory. @default 'renewer.config.ts' */
  config: string;
  /** The physical names of everything in the stack begin with it. @default 'DnscaleCerts' */
  stackName: string;
};

/** @throws RenewerError `config-invalid` when `-c stackName=…` is no name that everything in the stack can carry. */
export function readAppOptions({ node }: App): AppOptions {
  const stackName = String(node.tryGetContext('stackName') ?? 'DnscaleCerts');
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(stackName) || stackName.length > MAX_STACK_NAME_LENGTH) {
    throw notAStackName(stackName);
  }
  return {
    stackName,
    config: node.tryGetContext('config') ?? 'renewer.config.ts',
    // A boolean in cdk.json, a text on the command line.
    existingData: String(node.tryGetContext('existingData')) === 'true',
  };
}

function notAStackName(given: string): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: 'stackName',
    message: `stackName: given ${JSON.stringify(given)}; expected: a letter, then letters, digits and hyphens, ${MAX_STACK_NAME_LENGTH} characters at most`,
  });
}
