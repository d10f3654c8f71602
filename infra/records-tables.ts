/**
 * The tables of definitions, requests, states and observations. Each writer has its own, since IAM cannot tell the items of
 * one apart: docs/decisions/0023-a-table-for-each-writer.md. Definitions and states outlive their stack: no deployment could
 * restore the ARNs and the history of each certificate. Requests are served within minutes and go with it; what was observed
 * can be seen again.
 */
import { Annotations, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  ATTENTION_INDEX,
  EARLIER_TABLE_SUFFIX,
  NEXT_CHECK_INDEX,
  OWNER_REQUEST_ATTRIBUTES,
  PROBE_INDEX,
  REQUEST_INDEX,
  REQUEST_KEY,
  TABLE_KEY,
  TABLE_SUFFIX,
} from '../functions/aws/table.ts';
import { acknowledge } from './acknowledge.ts';
import { grantKey } from './encryption-key.ts';
import type { HandlerFunction } from './handler-function.ts';
import { renewerNameOf } from './renewer-scope.ts';

type Readers = HandlerFunction<
  'definitionsTableName' | 'requestsTableName' | 'statesTableName' | 'earlierTableName'
>;

export class RecordsTables extends Construct {
  private readonly definitions: Table;
  private readonly requests: Table;
  private readonly states: Table;
  private readonly observations: Table;
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, encryptionKey?: IKey) {
    super(scope, id);
    this.encryptionKey = encryptionKey;
    tellOfKeptData(Stack.of(this));
    this.definitions = this.createTable('Definitions', TABLE_SUFFIX.definitions, KEPT);
    this.definitions.addGlobalSecondaryIndex({
      ...indexOf(PROBE_INDEX),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...PROBE_INDEX.nonKeyAttributes],
    });
    this.states = this.createTable('States', TABLE_SUFFIX.states, KEPT);
    this.states.addGlobalSecondaryIndex({
      ...indexOf(NEXT_CHECK_INDEX),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...NEXT_CHECK_INDEX.nonKeyAttributes],
    });
    this.states.addGlobalSecondaryIndex({
      ...indexOf(ATTENTION_INDEX),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.requests = this.createTable('Requests', TABLE_SUFFIX.requests, PASSING);
    this.requests.addGlobalSecondaryIndex({
      ...indexOf(REQUEST_INDEX),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    acknowledge(this.requests, {
      id: 'AwsSolutions-DDB3',
      reason: 'A request lives for minutes; a lost one is made again by the next deployment or command.',
    });
    this.observations = this.createTable('Observations', TABLE_SUFFIX.observations, SEEN_AGAIN);
    this.observations.addGlobalSecondaryIndex({
      ...indexOf(ATTENTION_INDEX),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    acknowledge(this.observations, {
      id: 'AwsSolutions-DDB3',
      reason: 'What is lost is observed again, and a mail about it comes once more.',
    });
  }

  /** The physical names, which follow from the renewer's. */
  get tableNames() {
    return {
      definitionsTable: this.nameOf(TABLE_SUFFIX.definitions),
      requestsTable: this.nameOf(TABLE_SUFFIX.requests),
      statesTable: this.nameOf(TABLE_SUFFIX.states),
      observationsTable: this.nameOf(TABLE_SUFFIX.observations),
    };
  }

  /**
   * Lets the function ask which certificates are due, for which a check was requested, how urgent those are, which need
   * attention, and when the token was tried.
   */
  grantFindDue(plan: HandlerFunction<'requestsTableName' | 'statesTableName'>): void {
    for (const { indexName } of [NEXT_CHECK_INDEX, ATTENTION_INDEX]) {
      allow(plan, ['dynamodb:Query'], `${this.states.tableArn}/index/${indexName}`);
    }
    allow(plan, ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], this.states.tableArn);
    allow(plan, ['dynamodb:Query'], `${this.requests.tableArn}/index/${REQUEST_INDEX.indexName}`);
    grantKey(this.encryptionKey, plan);
    plan.setVariable('statesTableName', this.states.tableName);
    plan.setVariable('requestsTableName', this.requests.tableName);
  }

  /**
   * Lets the function read definitions, read and remove requests, read and write states, move those of earlier releases, and ask
   * for a check of each certificate, when the token has become worse.
   */
  grantRun(renew: Readers): void {
    allow(renew, ['dynamodb:GetItem'], this.definitions.tableArn);
    allow(renew, ['dynamodb:Query', 'dynamodb:DeleteItem', 'dynamodb:PutItem'], this.requests.tableArn);
    allow(renew, ['dynamodb:GetItem', 'dynamodb:UpdateItem'], this.states.tableArn);
    allow(renew, ['dynamodb:Query'], `${this.states.tableArn}/index/${NEXT_CHECK_INDEX.indexName}`);
    const earlier = this.nameOf(EARLIER_TABLE_SUFFIX);
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    const arn = { service: 'dynamodb', resource: 'table', resourceName: earlier, arnFormat };
    allow(renew, ['dynamodb:GetItem'], Stack.of(this).formatArn(arn));
    grantKey(this.encryptionKey, renew);
    renew.setVariable('definitionsTableName', this.definitions.tableName);
    renew.setVariable('requestsTableName', this.requests.tableName);
    renew.setVariable('statesTableName', this.states.tableName);
    renew.setVariable('earlierTableName', earlier);
  }

  /** Lets the function write and remove definitions, request checks and read states. */
  grantDeclare(
    declare: HandlerFunction<'definitionsTableName' | 'requestsTableName' | 'statesTableName'>,
  ): void {
    const actions = ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    allow(declare, actions, this.definitions.tableArn);
    // Who takes this function over must not have certificates revoked. A new item always names its attributes.
    const conditions = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': OWNER_REQUEST_ATTRIBUTES } };
    allow(declare, ['dynamodb:PutItem'], this.requests.tableArn, conditions);
    allow(declare, ['dynamodb:GetItem'], this.states.tableArn);
    grantKey(this.encryptionKey, declare);
    declare.setVariable('definitionsTableName', this.definitions.tableName);
    declare.setVariable('requestsTableName', this.requests.tableName);
    declare.setVariable('statesTableName', this.states.tableName);
  }

  /** Lets the function read definitions and states. */
  grantAwait(waiting: HandlerFunction<'definitionsTableName' | 'statesTableName'>): void {
    allow(waiting, ['dynamodb:GetItem'], this.definitions.tableArn);
    allow(waiting, ['dynamodb:GetItem'], this.states.tableArn);
    grantKey(this.encryptionKey, waiting);
    waiting.setVariable('definitionsTableName', this.definitions.tableName);
    waiting.setVariable('statesTableName', this.states.tableName);
  }

  /**
   * Lets the function find the certificates that need attention (all of them, where the token is refused) or are not served, read
   * their states and what the probes saw, and keep what it has told: in a partition of its own, so that it changes no other
   * observation.
   */
  grantTell(notify: HandlerFunction<'statesTableName' | 'observationsTableName'>): void {
    for (const { indexName } of [ATTENTION_INDEX, NEXT_CHECK_INDEX]) {
      allow(notify, ['dynamodb:Query'], `${this.states.tableArn}/index/${indexName}`);
    }
    allow(notify, ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], this.states.tableArn);
    const actions = ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    allow(notify, actions, this.observations.tableArn);
    allow(notify, ['dynamodb:Query'], `${this.observations.tableArn}/index/${ATTENTION_INDEX.indexName}`);
    grantKey(this.encryptionKey, notify);
    notify.setVariable('statesTableName', this.states.tableName);
    notify.setVariable('observationsTableName', this.observations.tableName);
  }

  /** Lets the function find the definitions with probes, read states, and keep what it observes. */
  grantObserve(
    probe: HandlerFunction<'definitionsTableName' | 'statesTableName' | 'observationsTableName'>,
  ): void {
    allow(probe, ['dynamodb:Query'], `${this.definitions.tableArn}/index/${PROBE_INDEX.indexName}`);
    allow(probe, ['dynamodb:GetItem'], this.states.tableArn);
    allow(probe, ['dynamodb:Query'], `${this.states.tableArn}/index/${NEXT_CHECK_INDEX.indexName}`);
    const actions = ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    allow(probe, actions, this.observations.tableArn);
    allow(probe, ['dynamodb:Query'], `${this.observations.tableArn}/index/${ATTENTION_INDEX.indexName}`);
    grantKey(this.encryptionKey, probe);
    probe.setVariable('definitionsTableName', this.definitions.tableName);
    probe.setVariable('statesTableName', this.states.tableName);
    probe.setVariable('observationsTableName', this.observations.tableName);
  }

  private nameOf(suffix: string): string {
    return `${renewerNameOf(this)}${suffix}`;
  }

  private createTable(id: string, suffix: string, { isKept, sortKey }: typeof KEPT): Table {
    const { encryptionKey } = this;
    return new Table(this, id, {
      tableName: this.nameOf(suffix),
      ...(encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
      partitionKey: text(TABLE_KEY.partitionKey),
      sortKey: text(sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isKept },
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

type Layout = { isKept: boolean; sortKey: string };
const KEPT: Layout = { isKept: true, sortKey: TABLE_KEY.sortKey };
const PASSING: Layout = { isKept: false, sortKey: REQUEST_KEY.sortKey };
const SEEN_AGAIN: Layout = { isKept: false, sortKey: TABLE_KEY.sortKey };

/** CloudFormation's own words name no flag, and whether anything was left is known to it alone. */
function tellOfKeptData(stack: Stack): void {
  // Not addInfoV2, which the lowest aws-cdk-lib that we take does not have.
  Annotations.of(stack).addInfo(
    `If a deployment says that a table or the bucket of ${stack.stackName} already exists, an earlier stack of this name has left it. Take it over: npx cdk deploy --import-existing-resources`,
  );
}

function allow(
  grantee: { addToRolePolicy(statement: PolicyStatement): void },
  actions: string[],
  resource: string,
  conditions?: Record<string, unknown>,
) {
  grantee.addToRolePolicy(
    new PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) }),
  );
}

function indexOf({
  indexName,
  partitionKey,
  sortKey,
}: {
  indexName: string;
  partitionKey: string;
  sortKey: string;
}) {
  return { indexName, partitionKey: text(partitionKey), sortKey: text(sortKey) };
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
