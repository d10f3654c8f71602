/** The plan function: asks who is due and sends a message for each. It may read no secret's value. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RECORDS_TABLE_NAME, TOKEN_SECRET_NAME, WORK_QUEUE_URL } from '../functions/plan/environment.ts';
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
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: PlanFunctionProps) {
    super(scope, id);
    const plan = new HandlerFunction(this, 'Function', {
      name: 'plan',
      description: 'Asks which certificates are due a look and sends a message for each',
      bundle: props.bundle,
      timeout: Duration.minutes(1),
      memorySize: 256,
      deadLetterQueue: props.workQueue.deadLetterQueue,
    });
    props.records.grantFindDue(plan, RECORDS_TABLE_NAME);
    props.tokenSecret.grantReadVersion(plan, TOKEN_SECRET_NAME);
    props.workQueue.grantSend(plan, WORK_QUEUE_URL);
    this.handler = plan;
  }
}
