/**
 * The roles of deployed functions, where the emulator evaluates them: a test can act with a function's own credentials, and
 * can add to a role what the emulator asks for and AWS does not.
 */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws, AwsClientConfiguration } from './aws.ts';
import { askAsRoot, type RootRequest } from './aws-root.ts';

export type PolicyStatement = {
  Action: string;
  Resource: string;
  Condition?: { StringEquals: Record<string, string> };
};

export type FunctionRoles = {
  /** For SDK clients that act as this function. */
  assume(functionName: string): Promise<AwsClientConfiguration>;
  /** Adds an inline policy with this one statement to the function's role. */
  allow(functionName: string, statement: PolicyStatement): Promise<void>;
};

export function createFunctionRoles({ clientConfiguration: root, acmAccess }: Aws): FunctionRoles {
  const lambda = new LambdaClient(root);

  async function roleArn(functionName: string): Promise<string> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { Role } = await lambda.send(command);
    if (Role === undefined) throw new Error(`the function ${functionName} has no role`);
    return Role;
  }

  async function ask(question: RootRequest): Promise<string> {
    const answer = await askAsRoot(root, question);
    if (answer.includes(`<${question.action}Response`)) return answer;
    throw new Error(`the AWS emulator refused ${question.service}:${question.action}: ${answer}`);
  }

  return {
    async assume(functionName) {
      const RoleArn = await roleArn(functionName);
      const parameters = { RoleArn, RoleSessionName: 'probe' };
      const answer = await ask({ service: 'sts', action: 'AssumeRole', parameters });
      const credentials = {
        accessKeyId: field(answer, 'AccessKeyId'),
        secretAccessKey: field(answer, 'SecretAccessKey'),
        sessionToken: field(answer, 'SessionToken'),
      };
      acmAccess?.knowCaller(credentials.accessKeyId, RoleArn);
      return { ...root, credentials };
    },
    async allow(functionName, statement) {
      const PolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', ...statement }],
      });
      const RoleName = (await roleArn(functionName)).replace(/^.*\//, '');
      const PolicyName = statement.Action.replace(':', '-');
      const parameters = { RoleName, PolicyName, PolicyDocument };
      await ask({ service: 'iam', action: 'PutRolePolicy', parameters });
    },
  };
}

function field(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`the answer of the AWS emulator lacks ${name}`);
  return value;
}
