/**
 * What every construct below a renewer needs to know of it: its name, where the code of the functions is, how long logs are
 * kept. Handed down by CDK's context, so that it passes through no props on the way.
 */
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const CONTEXT_KEY = 'dnscale-certs:renewer';

type RenewerScope = {
  /** All physical names begin with it. */
  renewerName: string;
  /** Holds a folder for each handler. */
  handlersFolder: string;
  logRetention: RetentionDays;
};

/** To be called before `renewer` has children. */
export function setRenewerScope(renewer: Construct, values: RenewerScope): void {
  renewer.node.setContext(CONTEXT_KEY, values);
}

/** Of the renewer that `scope` is a part of. Without getContext, which constructs knows only from 10.2 on. */
export function renewerScopeOf(scope: Construct): RenewerScope {
  return scope.node.tryGetContext(CONTEXT_KEY);
}

export function renewerNameOf(scope: Construct): string {
  return renewerScopeOf(scope).renewerName;
}
