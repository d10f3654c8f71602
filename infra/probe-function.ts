/** The probe function: sees what is served, and what uses each certificate. It may read no key, no token and no secret. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RenewerSettings } from '../functions/engine/config/renewer-config.ts';
import { PROBE_VARIABLES } from '../functions/probe/environment.ts';
import type { AllowedRequests } from './allowed-requests.ts';
import { grantEvents } from './event-grant.ts';
import { HandlerFunction, type Network } from './handler-function.ts';
import { grantReadUses } from './import-grant.ts';
import type { RecordsTables } from './records-tables.ts';

/** Its own pace, whatever that of the checks: an hour's probes are spread over six ticks, and a renewal is followed by each. */
export const PROBE_MINUTES = 10;

export type ProbeFunctionProps = {
  /** What holds for all certificates. */
  settings: Pick<RenewerSettings, 'allowPrivateOrigins' | 'dns'>;
  /** The regions whose ACM may have certificates. */
  allowed: AllowedRequests;
  /** Where the function runs. @default - in no VPC */
  network?: Network | undefined;
  /** Definitions and states are read here, observations written. */
  records: RecordsTables;
};

export class ProbeFunction extends Construct {
  /** What the schedule invokes. */
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: ProbeFunctionProps) {
    super(scope, id);
    const { settings, allowed, network, records } = props;
    const probe = new HandlerFunction(this, 'Function', {
      name: 'probe',
      description: 'Compares what is served with the live certificates',
      handler: 'probe',
      network,
      variables: PROBE_VARIABLES,
      // Shorter than a tick: no two of them run at once.
      timeout: Duration.minutes(5),
      memorySize: 256,
      maxEventAge: Duration.minutes(PROBE_MINUTES),
    });
    records.grantObserve(probe);
    grantReadUses(probe, allowed);
    grantEvents(probe);
    probe.setVariable('account', Stack.of(this).account);
    if (settings.dns.resolvers.length > 0) probe.setVariable('resolvers', settings.dns.resolvers.join(','));
    if (settings.allowPrivateOrigins) probe.setVariable('allowPrivateOrigins', 'true');
    this.handler = probe;
  }
}
