/**
 * A Lambda function of ours: Node 24 on arm64, its bundle, a log group that ends with the stack, and a role
 * of its own that may write those logs and nothing else. Grants add what else it may do, and tell it by
 * environment variable what they are about.
 */
import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { HandlerBundle } from './bundle-handlers.ts';

export type HandlerFunctionProps<Variable extends string> = {
  /** The function is named `<stack>-<name>`, its log group `/aws/lambda/<stack>-<name>`. */
  name: string;
  /** Shown beside the name in the console. */
  description: string;
  /** The code. */
  bundle: HandlerBundle;
  /** The function that the bundle exports. @default 'handler' */
  exportName?: string;
  /** Names of the environment variables that the handler reads. */
  variables: Readonly<Record<Variable, string>>;
  /** Lambda ends a run after this time. */
  timeout: Duration;
  /** In MB; more memory is more CPU. */
  memorySize: number;
  /** An event that Lambda could not begin to work on within this time is dropped. @default - 6 hours */
  maxEventAge?: Duration;
};

/** A grant asks for a function whose handler reads the variable that it sets: `HandlerFunction<'tableName'>`. */
export class HandlerFunction<Variable extends string> extends LambdaFunction {
  private readonly variables: Readonly<Record<Variable, string>>;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<Variable>) {
    const { name, bundle, exportName = 'handler', variables, ...settings } = props;
    const functionName = `${Stack.of(scope).stackName}-${name}`;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      ...settings,
      functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.directory),
      handler: `index.${exportName}`,
      role,
      logGroup,
    });
    this.variables = variables;
  }

  /** Gives the value to the handler, under the name that its environment.ts has for it. */
  setVariable(variable: Variable, value: string): void {
    this.addEnvironment(this.variables[variable], value);
  }

  /** Allows what no list of ARNs can say; the reason goes to cdk-nag, which refuses wildcards without one. */
  allowWildcards(statement: PolicyStatementProps & { resources: string[] }, reason: string): void {
    this.addToRolePolicy(new PolicyStatement(statement));
    for (const resource of statement.resources) acknowledgeWildcard(this.role ?? this, resource, reason);
  }
}
