/**
 * What the deployed roles allow, without what the functions used of it: the emulator and the ACM stand-in write down what
 * they allowed (test/support/world/start-ministack.py). What remains stands here with its reason; everything else that is
 * granted and not used is too much. Conditions are not compared: test/unit/infra/permissions.test.ts has them.
 */
import { matches } from '../support/world/acm/access.ts';
import type { FunctionRoles } from '../support/world/function-roles.ts';

type Unused = {
  functions: readonly FunctionName[];
  actions: readonly string[];
  /** As `placeOf` writes it. */
  on: string;
  reason: string;
};

type FunctionName = (typeof FUNCTIONS)[number];

const STACK = 'DnscaleCerts';
const FUNCTIONS = ['plan', 'renew', 'notify', 'declare', 'declare-is-complete', 'probe'] as const;

const UNUSED: readonly Unused[] = [
  {
    functions: FUNCTIONS,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: 'logs eu-central-1 log-group:/aws/lambda/<function>:*',
    reason: 'Lambda itself writes the log with the role; the emulator writes it without.',
  },
  {
    functions: ['renew'],
    actions: [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
    ],
    on: 'sqs eu-central-1 DnscaleCerts-WorkQueue',
    reason: 'Lambda itself takes the messages with the role; the emulator takes them without.',
  },
  {
    functions: ['plan', 'declare', 'declare-is-complete'],
    actions: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
    on: 'sqs eu-central-1 DnscaleCerts-WorkQueue',
    reason: "Part of CDK's grantSendMessages. It tells how many messages wait, and changes nothing.",
  },
  {
    functions: ['declare-is-complete'],
    actions: ['sqs:SendMessage'],
    on: 'sqs eu-central-1 DnscaleCerts-WorkQueue',
    reason: 'Only where no run has come a minute after the message of `declare`.',
  },
  {
    functions: ['plan', 'renew', 'declare'],
    actions: ['secretsmanager:DescribeSecret'],
    on: 'secretsmanager eu-central-1 secret:dnscale/token',
    reason: 'Only while there is no such secret: then AWS judges by the name alone.',
  },
  {
    functions: ['renew'],
    actions: ['secretsmanager:GetSecretValue'],
    on: 'secretsmanager eu-central-1 secret:dnscale/token',
    reason: 'Only while there is no such secret: then AWS judges by the name alone.',
  },
  {
    functions: ['renew'],
    actions: ['dynamodb:PutItem'],
    on: 'dynamodb eu-central-1 table/DnscaleCerts-requests',
    reason:
      'Only where a new token is worse than the one before: each certificate is asked to prove its readiness.',
  },
  {
    functions: ['renew'],
    actions: ['dynamodb:Query'],
    on: 'dynamodb eu-central-1 table/DnscaleCerts-states/index/nextCheckAt',
    reason: 'Likewise: it tells which certificates there are.',
  },
  {
    functions: ['notify'],
    actions: ['dynamodb:BatchGetItem'],
    on: 'dynamodb eu-central-1 table/DnscaleCerts-observations',
    reason: 'Only for a certificate that is not served; the call is that of probe.',
  },
  {
    functions: ['probe'],
    actions: ['dynamodb:DeleteItem'],
    on: 'dynamodb eu-central-1 table/DnscaleCerts-observations',
    reason: 'Only for a certificate that leaves its probes, or is withdrawn, while it is not served.',
  },
  {
    functions: ['probe'],
    actions: ['acm:DescribeCertificate'],
    on: 'acm us-east-1 certificate/*',
    reason: 'For CloudFront. No certificate here is for it; the same call is made in the other region.',
  },
  {
    functions: ['renew'],
    actions: ['s3:GetObjectTagging'],
    on: 's3 dnscalecerts-000000000000-eu-central-1/archive/*',
    reason: 'Only where the answer to PutObjectTagging got lost: its repetition is denied.',
  },
  ...['eu-central-1', 'us-east-1'].map((region) => ({
    functions: ['declare'] as const,
    actions: ['acm:DescribeCertificate', 'acm:GetCertificate', 'acm:ListTagsForCertificate'],
    on: `acm ${region} certificate/*`,
    reason: 'Only where an ARN is taken over, or a certificate is declared again that has one.',
  })),
  {
    functions: ['renew'],
    actions: ['secretsmanager:RestoreSecret'],
    on: 'secretsmanager eu-central-1 secret:DnscaleCerts/certificates/*',
    reason: 'Only where a secret is scheduled for deletion, and its certificate is declared.',
  },
  {
    functions: ['renew'],
    actions: [
      'acm:AddTagsToCertificate',
      'acm:DeleteCertificate',
      'acm:DescribeCertificate',
      'acm:GetCertificate',
      'acm:ImportCertificate',
      'acm:ListTagsForCertificate',
    ],
    on: 'acm us-east-1 certificate/*',
    reason: 'For CloudFront. No certificate here is for it; the same calls are made in the other region.',
  },
];

/** A line each: `plan: sqs:GetQueueUrl on …`. */
export function unusedWithReason(): string[] {
  return UNUSED.flatMap(({ functions, actions, on }) =>
    functions.flatMap((name) => actions.map((action) => `${name}: ${action} on ${on}`)),
  ).sort();
}

/** Likewise. */
export async function unusedGrants(roles: FunctionRoles): Promise<string[]> {
  const lines = await Promise.all(FUNCTIONS.map((name) => unusedGrantsOf(name, roles)));
  return lines.flat().sort();
}

async function unusedGrantsOf(name: FunctionName, roles: FunctionRoles): Promise<string[]> {
  const functionName = `${STACK}-${name}`;
  const granted = (await roles.statements(functionName)).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource }))),
  );
  const uses = await roles.uses(functionName);
  const unused = granted.filter(
    ({ action, resource }) =>
      !uses.some((use) => matches(action, use.action) && matches(resource, use.resource)),
  );
  // Two statements may allow the same on two conditions.
  return [
    ...new Set(unused.map(({ action, resource }) => `${name}: ${action} on ${placeOf(resource, name)}`)),
  ];
}

/** Short, and without the part of a queue's name that CloudFormation makes up. */
function placeOf(arn: string, name: FunctionName): string {
  if (arn === '*') return arn;
  const [, , service, region, , ...rest] = arn.split(':');
  return [service, region, rest.join(':')]
    .filter((part) => part !== '')
    .join(' ')
    .replace(`/${STACK}-${name}:`, '/<function>:')
    .replace(/(WorkQueue).*$/, '$1');
}
