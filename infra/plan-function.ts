/** The plan function: sends a message for each certificate that is due a check. It may read no secret's value. */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PLAN_VARIABLES } from '../functions/plan/environment.ts';
import type { HandlerBundle } from './bundle-handlers.ts';
import { HandlerFunction } from './handler-function.ts';
import type { RecordsTables } from './records-tables.ts';
import type { TokenSecret } from './token-secret.ts';
import type { WorkQueue } from './work-queue.ts';

export type PlanFunctionProps = {
  /** Exports `handler`. */
  bundle: HandlerBundle;
  /** Their indexes tell which certificates are due. */
  records: RecordsTables;
  /** A new version makes certificates due that wait for a token. */
  tokenSecret: TokenSecret;
  /** Gets the messages; its dead-letter queue gets ticks that failed. */
  workQueue: WorkQueue;
};

export class PlanFunction extends Construct {
  /** What the schedule invokes. */
  readonly handler: IFunction;

  constructor(scope: Construct, id: string, props: PlanFunctionProps) {
    super(scope, id);
    const plan = new HandlerFunction(this, 'Function', {
      name: 'plan',
      description: 'Sends a message for each certificate that is due a check',
      bundle: props.bundle,
      variables: PLAN_VARIABLES,
      timeout: Duration.minutes(1),
      memorySize: 256,
      deadLetterQueue: props.workQueue.deadLetterQueue,
    });
    props.records.grantFindDue(plan);
    props.tokenSecret.grantReadVersion(plan);
    props.workQueue.grantSend(plan);
    this.handler = plan;
  }
}
