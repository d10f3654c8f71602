/** The plan function: asks who is due and sends a message for each. It may read no secret's value. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PLAN_VARIABLES } from '../functions/plan/environment.ts';
import type { HandlerBundle } from './bundle-handlers.ts';
import { HandlerFunction } from './handler-function.ts';
import type { RecordsTable } from './records-table.ts';
import type { TokenSecret } from './token-secret.ts';
import type { WorkQueue } from './work-queue.ts';

export type PlanFunctionProps = {
  bundle: HandlerBundle;
  records: RecordsTable;
  tokenSecret: TokenSecret;
  workQueue: WorkQueue;
};

export class PlanFunction extends Construct {
  readonly handler: HandlerFunction<keyof typeof PLAN_VARIABLES>;

  constructor(scope: Construct, id: string, props: PlanFunctionProps) {
    super(scope, id);
    const plan = new HandlerFunction(this, 'Function', {
      name: 'plan',
      description: 'Asks which certificates are due a look and sends a message for each',
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
