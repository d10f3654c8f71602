/**
 * A Lambda function of ours: Node 24 on arm64, its bundle, a log group that ends with the stack, and a role
 * of its own that may write those logs and nothing else. Grants add what else it may do, and tell it by
 * environment variable what they are about.
 */
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { HandlerName } from './bundle-handlers.ts';
import { renewerScopeOf } from './renewer-scope.ts';

export type HandlerFunctionProps<Variable extends string> = {
  /** The function is named `<renewer>-<name>`, its log group `/aws/lambda/<renewer>-<name>`. */
  name: string;
  /** Shown beside the name in the console. */
  description: string;
  /** The code. */
  handler: HandlerName;
  /** The function that the code exports. @default 'handler' */
  exportName?: string;
  /** Names of the environment variables that the handler reads. */
  variables: Readonly<Record<Variable, string>>;
  /** Lambda ends a run after this time. */
  timeout: Duration;
  /** In MB; more memory is more CPU. */
  memorySize: number;
  /** An event that Lambda could not begin to work on within this time is dropped. @default - 6 hours */
  maxEventAge?: Duration;
  /** Where the function runs. @default - in no VPC */
  network?: Network | undefined;
};

export type Network = {
  vpc: IVpc;
  /** @default - the VPC's private subnets with egress */
  vpcSubnets?: SubnetSelection | undefined;
  /** @default - one of its own */
  securityGroups?: ISecurityGroup[] | undefined;
};

/** A grant asks for a function whose handler reads the variable that it sets: `HandlerFunction<'tableName'>`. */
export class HandlerFunction<Variable extends string> extends LambdaFunction {
  private readonly variables: Readonly<Record<Variable, string>>;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<Variable>) {
    const { name, handler, exportName = 'handler', variables, network, ...settings } = props;
    const { renewerName, handlersFolder, logRetention } = renewerScopeOf(scope);
    const functionName = `${renewerName}-${name}`;
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    if (network) grantNetworkInterfaces(role);
    super(scope, id, {
      ...settings,
      ...network,
      functionName,
      // By its name: a CDK of 2025 has no constant for it.
      runtime: new Runtime('nodejs24.x', RuntimeFamily.NODEJS),
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(handlersFolder, handler)),
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

  /**
   * Allows what no list of ARNs can say; the reason goes to cdk-nag, which refuses wildcards without one.
   *
   * @returns what adds a resource to the same statement.
   */
  allowWildcards(
    statement: PolicyStatementProps & { resources: string[] },
    reason: string,
  ): (resource: string) => void {
    const allowed = new PolicyStatement(statement);
    this.addToRolePolicy(allowed);
    const acknowledge = (resource: string) => acknowledgeWildcard(this.role ?? this, resource, reason);
    statement.resources.forEach(acknowledge);
    return (resource) => {
      allowed.addResources(resource);
      acknowledge(resource);
    };
  }
}

/** What Lambda does in a VPC with the function's role. Not by AWS's managed policy, which allows logs everywhere. */
function grantNetworkInterfaces(role: Role): void {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  acknowledgeWildcard(
    role,
    '*',
    'Lambda makes the network interfaces by itself, and AWS documents no narrower resource.',
  );
}
