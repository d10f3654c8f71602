/** A session with a role that has one policy, where the emulator evaluates IAM: what a person or a server may do with it. */
import { randomUUID } from 'node:crypto';
import type { PolicyStatement } from '../../../cli/aws-permissions.ts';
import type { Aws } from './aws.ts';
import { askAsRoot, type RootRequest } from './aws-root.ts';

/** Resolves to the variables of its credentials, as IAM Identity Center and instance roles give them. */
export async function openSession(
  aws: Aws,
  policy: { Version: string; Statement: readonly PolicyStatement[] },
): Promise<Record<string, string>> {
  const ask = async (question: RootRequest) => {
    const answer = await askAsRoot(aws.clientConfiguration, question);
    if (answer.includes(`<${question.action}Response`)) return answer;
    throw new Error(`the AWS emulator refused ${question.action}: ${answer}`);
  };
  const RoleName = `person-${randomUUID()}`;
  const root = { AWS: `arn:aws:iam::${aws.accountId}:root` };
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole' }],
  };
  const role = { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) };
  await ask({ service: 'iam', action: 'CreateRole', parameters: role });
  const inline = { RoleName, PolicyName: 'person', PolicyDocument: JSON.stringify(policy) };
  await ask({ service: 'iam', action: 'PutRolePolicy', parameters: inline });
  const RoleArn = `arn:aws:iam::${aws.accountId}:role/${RoleName}`;
  const session = { RoleArn, RoleSessionName: 'person' };
  const answer = await ask({ service: 'sts', action: 'AssumeRole', parameters: session });
  const field = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(answer)?.[1] ?? '';
  const accessKeyId = field('AccessKeyId');
  aws.acmAccess?.knowCaller(accessKeyId, RoleArn);
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: field('SecretAccessKey'),
    AWS_SESSION_TOKEN: field('SessionToken'),
  };
}
