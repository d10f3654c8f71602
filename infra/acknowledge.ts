/**
 * Acknowledges cdk-nag's finding of a wildcard in a policy, one resource at a time and with the reason why it
 * must be one. A wildcard without such a line fails synth.
 */
import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Accepts `resource`, an ARN with a wildcard, in the policies of `scope` and of what is below it. */
export function acknowledgeWildcard(scope: Construct, resource: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${asNagSpellsIt(Stack.of(scope).resolve(resource))}]`;
  Validations.of(scope).acknowledge({ id, reason });
}

/** cdk-nag writes `{ Ref: X }` as `<X>` and `{ Fn::GetAtt: [X, Arn] }` as `<X.Arn>`. */
function asNagSpellsIt(value: string | Record<string, unknown>): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  if (Array.isArray(join)) return join[1].map(asNagSpellsIt).join(join[0]);
  throw new Error(`cdk-nag's spelling of ${JSON.stringify(value)} is not known here`);
}
