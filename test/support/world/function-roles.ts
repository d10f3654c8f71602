/**
 * The roles of deployed functions, where the emulator evaluates them: a test can act with a function's own credentials, and
 * can read what a role allows and what the function has used of it.
 */
import { readFile } from 'node:fs/promises';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readStatements, type Statement } from './acm/access.ts';
import type { Aws, AwsClientConfiguration } from './aws.ts';
import { askAsRoot, type RootRequest } from './aws-root.ts';

export type FunctionRoles = {
  /** For SDK clients that act as this function. */
  assume(functionName: string): Promise<AwsClientConfiguration>;
  /** The statements of its role now. Throws when the role has others than its inline ones. */
  statements(functionName: string): Promise<Statement[]>;
  /** What it was allowed so far; calls of a test with its role do not count. */
  uses(functionName: string): Promise<Use[]>;
};

type Use = { action: string; resource: string };

export function createFunctionRoles({
  clientConfiguration: root,
  acmAccess,
  allowedCallsPath = '',
}: Aws): FunctionRoles {
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
    async statements(functionName) {
      const arn = await roleArn(functionName);
      const parameters = { RoleName: arn.replace(/^.*\//, '') };
      const attached = await ask({ service: 'iam', action: 'ListAttachedRolePolicies', parameters });
      if (attached.includes('<PolicyArn>')) throw new Error(`${arn} has a managed policy: ${attached}`);
      return readStatements(root, arn);
    },
    async uses(functionName) {
      const lines = (await readFile(allowedCallsPath, 'utf8')).trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line)).filter(({ session }) => session === functionName);
    },
  };
}

function field(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`the answer of the AWS emulator lacks ${name}`);
  return value;
}
