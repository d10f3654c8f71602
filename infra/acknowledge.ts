/**
 * Acknowledges findings of cdk-nag, one resource at a time and with the reason why it must be so. A wildcard in a policy
 * without such a line fails synth.
 */
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';

type Finding = { id: string; reason: string };

/** Accepts these findings about `scope` and what is below it. A CDK before 2.250 knows no acknowledgements: nothing is done. */
export function acknowledge(scope: Construct, ...findings: Finding[]): void {
  const { Validations }: Partial<Pick<typeof cdk, 'Validations'>> = cdk;
  Validations?.of(scope).acknowledge(...findings);
}

/** Accepts `resource`, an ARN with a wildcard, in the policies of `scope` and of what is below it. */
export function acknowledgeWildcard(scope: Construct, resource: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${asNagSpellsIt(cdk.Stack.of(scope).resolve(resource))}]`;
  acknowledge(scope, { id, reason });
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
