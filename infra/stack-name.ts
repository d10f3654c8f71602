/** The stack's name, which the physical names of everything in it begin with. */
import type { App } from 'aws-cdk-lib';
import { RenewerError } from '../functions/engine/errors.ts';
import { MAX_STACK_NAME_LENGTH } from './certificate-bucket.ts';

const DEFAULT_STACK_NAME = 'DnscaleCerts';

/** @throws RenewerError `config-invalid` when `-c stackName=…` is no name that everything in the stack can carry. */
export function readStackName(app: App): string {
  const name = String(app.node.tryGetContext('stackName') ?? DEFAULT_STACK_NAME);
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(name) && name.length <= MAX_STACK_NAME_LENGTH) return name;
  throw new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: 'stackName',
    message: `stackName: given ${JSON.stringify(name)}; expected: a letter, then letters, digits and hyphens, ${MAX_STACK_NAME_LENGTH} characters at most`,
  });
}
