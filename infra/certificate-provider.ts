/**
 * The provider behind the certificates' custom resources, on CDK's framework from the first release on:
 * CloudFormation refuses to change a custom resource's service token later.
 */
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { AWAIT_VARIABLES, DECLARE_VARIABLES } from '../functions/declare/environment.ts';
import { providerExportName } from '../functions/engine/config/descriptor.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import type { AllowedRequests } from './allowed-requests.ts';
import { HandlerFunction } from './handler-function.ts';
import { grantReadCertificates } from './import-grant.ts';
import type { RecordsTables } from './records-tables.ts';
import { renewerNameOf, renewerScopeOf } from './renewer-scope.ts';
import type { TokenSecret } from './token-secret.ts';
import type { WorkQueue } from './work-queue.ts';

export type CertificateProviderProps = {
  /** Definitions are written here. */
  records: RecordsTables;
  /** Gets a message for each certificate that is declared or withdrawn. */
  workQueue: WorkQueue;
  /** Without a value in it no certificate can be declared. */
  tokenSecret: TokenSecret;
  /** The resources give its name back. */
  bucketName: string;
  /** What other stacks and this one may ask for. */
  allowed: AllowedRequests;
};

export class CertificateProvider extends Construct {
  /** The ARN that a certificate's custom resource names. */
  readonly serviceToken: string;
  /** Names of the log groups of our own functions. */
  readonly logGroups: { declare: string; declareIsComplete: string };

  constructor(scope: Construct, id: string, props: CertificateProviderProps) {
    super(scope, id);
    const onEvent = createOnEvent(this, props);
    const isComplete = createIsComplete(this, props);
    const provider = createProvider(this, onEvent, isComplete);
    acknowledgeFramework(this, provider);
    this.serviceToken = provider.serviceToken;
    this.logGroups = {
      declare: onEvent.logGroup.logGroupName,
      declareIsComplete: isComplete.logGroup.logGroupName,
    };
    new CfnOutput(this, 'ServiceToken', {
      value: provider.serviceToken,
      exportName: providerExportName(renewerNameOf(this)),
      description: 'What other stacks declare their certificates with',
    });
  }
}

function createOnEvent(scope: Construct, props: CertificateProviderProps): LambdaFunction {
  const { records, workQueue, tokenSecret, allowed } = props;
  const onEvent = new HandlerFunction(scope, 'OnEvent', {
    name: 'declare',
    description: 'Writes and removes certificate definitions for CloudFormation',
    handler: 'declare',
    exportName: 'onEvent',
    variables: DECLARE_VARIABLES,
    timeout: Duration.minutes(1),
    memorySize: 256,
  });
  records.grantDeclare(onEvent);
  workQueue.grantSend(onEvent);
  tokenSecret.grantReadVersion(onEvent);
  grantReadCertificates(onEvent, allowed);
  onEvent.setVariable('regions', allowed.regionsText);
  onEvent.setVariable('certificateAuthorities', allowed.certificateAuthoritiesText);
  return onEvent;
}

function createIsComplete(scope: Construct, props: CertificateProviderProps): LambdaFunction {
  const { records, workQueue, bucketName } = props;
  const isComplete = new HandlerFunction(scope, 'IsComplete', {
    name: 'declare-is-complete',
    description: 'Tells CloudFormation whether a certificate is as declared',
    handler: 'declare',
    exportName: 'isComplete',
    variables: AWAIT_VARIABLES,
    timeout: Duration.minutes(1),
    memorySize: 256,
  });
  records.grantAwait(isComplete);
  workQueue.grantSend(isComplete);
  isComplete.setVariable('bucketName', bucketName);
  return isComplete;
}

function createProvider(scope: Construct, onEvent: IFunction, isComplete: IFunction): Provider {
  const logGroup = new LogGroup(scope, 'FrameworkLogs', {
    logGroupName: `/aws/lambda/${renewerNameOf(scope)}-declare-framework`,
    retention: renewerScopeOf(scope).logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = (id: string) => {
    const created = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(created);
    return created;
  };
  return new Provider(scope, 'Provider', {
    onEventHandler: onEvent,
    isCompleteHandler: isComplete,
    queryInterval: Duration.seconds(5),
    // Later than the longest wait that isComplete keeps by its own clock: it alone can say why it gives up.
    totalTimeout: Duration.minutes(55),
    // Other stacks name it; an ARN that changes would make CloudFormation refuse all of their certificates.
    providerFunctionName: `${renewerNameOf(scope)}-certificate-provider`,
    frameworkOnEventRole: role('FrameworkOnEventRole'),
    frameworkCompleteAndTimeoutRole: role('FrameworkCompleteRole'),
    logGroup,
  });
}

/** Accepts what cdk-nag finds in CDK's own framework, which we cannot change. */
function acknowledgeFramework(scope: Construct, provider: Provider): void {
  const functions = [...scope.node.children, ...provider.node.children].filter(
    (child) => child instanceof LambdaFunction,
  );
  for (const { functionArn } of functions) {
    acknowledgeWildcard(
      scope,
      `${functionArn}:*`,
      'The framework may invoke every version of its functions.',
    );
  }
  const reason =
    'The state machine of the framework only asks isComplete again; each answer is in the logs of the functions.';
  acknowledge(scope, { id: 'AwsSolutions-SF1', reason }, { id: 'AwsSolutions-SF2', reason });
}
