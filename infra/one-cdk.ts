/**
 * Finds a second copy of aws-cdk-lib or of constructs in an app: the classes of one are not those of the other, and a stack that
 * mixes them fails later, in words that do not name the cause.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** `scope`, when it was made by the copies that this package loads. For the first argument of `super`. */
export function ofOneCdk(scope: Construct): Construct {
  // What is no construct at all is for CDK to tell.
  if (typeof scope?.node !== 'object') return scope;
  const twice = findTwice(scope);
  if (twice === undefined) return scope;
  const ours = dirname(
    createRequire(join(import.meta.dirname, 'one-cdk.js')).resolve(`${twice}/package.json`),
  );
  throw new Error(
    `This app has two copies of ${twice}: dnscale-certs loads ${ours}, and ${scope.node.path || 'the app'} was made by another one. "npm ls ${twice}" shows who brings them, and "npm dedupe" leaves one; of a clone of dnscale-certs, install the file that "npm pack" makes, not the folder.`,
  );
}

function findTwice(scope: Construct): 'constructs' | 'aws-cdk-lib' | undefined {
  const [stack] = scope.node.scopes.toReversed().filter(Stack.isStack);
  if (stack && !(stack instanceof Stack)) return 'aws-cdk-lib';
  return scope instanceof Construct ? undefined : 'constructs';
}
