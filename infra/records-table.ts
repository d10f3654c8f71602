/**
 * The table of definitions and states. It outlives its stack: no deployment could restore what it holds, the ARNs and
 * the history of each certificate.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NEXT_CHECK_INDEX, TABLE_KEY } from '../functions/aws/table.ts';
import type { HandlerFunction } from './handler-function.ts';

export class RecordsTable extends Construct {
  readonly tableName: string;
  private readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.tableName = `${Stack.of(this).stackName}-records`;
    this.table = createTable(this, this.tableName);
  }

  /** Lets the function ask which certificates are due. */
  grantFindDue(grantee: HandlerFunction<'tableName'>): void {
    const index = `${this.table.tableArn}/index/${NEXT_CHECK_INDEX.indexName}`;
    this.grant(grantee, ['dynamodb:Query'], [index]);
  }

  /** Lets the function read definitions and read and write states. */
  grantRun(grantee: HandlerFunction<'tableName'>): void {
    this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], [this.table.tableArn]);
  }

  /** Lets the function write and remove definitions and ask for checks. */
  grantDeclare(grantee: HandlerFunction<'tableName'>): void {
    const actions = ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    this.grant(grantee, actions, [this.table.tableArn]);
  }

  private grant(grantee: HandlerFunction<'tableName'>, actions: string[], resources: string[]): void {
    grantee.addToRolePolicy(new PolicyStatement({ actions, resources }));
    grantee.setVariable('tableName', this.table.tableName);
  }
}

function createTable(scope: Construct, tableName: string): Table {
  const table = new Table(scope, 'Table', {
    tableName,
    partitionKey: text(TABLE_KEY.partitionKey),
    sortKey: text(TABLE_KEY.sortKey),
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const { indexName, partitionKey, sortKey, nonKeyAttributes } = NEXT_CHECK_INDEX;
  table.addGlobalSecondaryIndex({
    indexName,
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...nonKeyAttributes],
  });
  return table;
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
