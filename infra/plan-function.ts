/** The plan function: sends a message for each certificate that is due a check. It may read no secret's value. */
import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PLAN_VARIABLES } from '../functions/plan/environment.ts';
import { HandlerFunction } from './handler-function.ts';
import type { RecordsTables } from './records-tables.ts';
import { renewerNameOf } from './renewer-scope.ts';
import type { TokenSecret } from './token-secret.ts';
import type { WorkQueue } from './work-queue.ts';

/** Lambda's own limit. */
const LONGEST_EVENT_AGE_MINUTES = 360;

export type PlanFunctionProps = {
  /** Their indexes tell which certificates are due. */
  records: RecordsTables;
  /** A new version makes certificates due that wait for a token. */
  tokenSecret: TokenSecret;
  /** Gets the messages. */
  workQueue: WorkQueue;
  /** Time from tick to tick, in minutes. */
  everyMinutes: number;
};

export class PlanFunction extends Construct {
  /** What the schedule invokes. */
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: PlanFunctionProps) {
    super(scope, id);
    const plan = new HandlerFunction(this, 'Function', {
      name: 'plan',
      description: 'Sends a message for each certificate that is due a check',
      handler: 'plan',
      variables: PLAN_VARIABLES,
      timeout: Duration.minutes(1),
      memorySize: 256,
      // Lambda keeps an event for six hours: after an outage all its ticks would run at once, and ask the same question.
      maxEventAge: Duration.minutes(Math.min(props.everyMinutes, LONGEST_EVENT_AGE_MINUTES)),
    });
    props.records.grantFindDue(plan);
    props.tokenSecret.grantReadVersion(plan);
    props.workQueue.grantSend(plan);
    plan.setVariable('renewerName', renewerNameOf(plan));
    plan.setVariable('tickMinutes', String(props.everyMinutes));
    this.handler = plan;
  }
}
