/** Stacks with those nested in them: each tree is one deployment. */
import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The stack that nests, directly or not, the one that `scope` is in. */
export function treeOf(scope: IConstruct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? treeOf(stack.nestedStackParent) : stack;
}

/** By the name that the method has; a CDK of 2025 knows the former one only, and later ones warn of that. */
export function deployAfter(stack: Stack, needed: Stack): void {
  const reason = 'the export of its renewer';
  const { addStackDependency }: Partial<Pick<Stack, 'addStackDependency'>> = stack;
  if (addStackDependency) addStackDependency.call(stack, needed, reason);
  else stack.addDependency(needed, reason);
}
