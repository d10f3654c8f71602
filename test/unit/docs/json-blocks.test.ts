/**
 * The JSON of the pages is policies to paste into IAM or KMS: each has the form that AWS takes (the IAM JSON policy grammar), and names
 * actions that there are. What the policies allow is tried elsewhere, where the command runs with them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { blocksOf, READ_PAGES, REPOSITORY, readPage } from './page-parts.ts';

const BLOCKS = READ_PAGES.flatMap((path) =>
  blocksOf(readPage(path))
    .filter(({ language }) => language === 'json')
    .map(({ text }, index) => ({ path, number: index + 1, text })),
);

/** Whose operations are in the SDK's packages here. */
const CLIENTS: Readonly<Record<string, string>> = {
  acm: 'acm',
  dynamodb: 'dynamodb',
  lambda: 'lambda',
  logs: 'cloudwatch-logs',
  s3: 's3',
  secretsmanager: 'secrets-manager',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
};
/** Actions that no operation here is called by. */
const OTHERS = [
  'kms:*',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKey*',
  // They allow ListObjectsV2 and Invoke.
  's3:ListBucket',
  'lambda:InvokeFunction',
  'sts:AssumeRoleWithWebIdentity',
];

function isAction(action: string): boolean {
  const [service = '', operation = ''] = action.split(':');
  const client = CLIENTS[service];
  if (client === undefined || OTHERS.includes(action)) return OTHERS.includes(action);
  const commands = join(REPOSITORY, 'node_modules/@aws-sdk', `client-${client}`, 'dist-types/commands');
  return existsSync(join(commands, `${operation}Command.d.ts`));
}

function oneOrMore(one: z.ZodMiniType<string>) {
  return z.union([one, z.array(one).check(z.minLength(1))]);
}

const RESOURCE = z
  .string()
  .check(z.refine((text) => text === '*' || /^arn:aws:[a-z0-9-]+:[^:]*:[^:]*:\S+$/.test(text)));
const CONDITION = z.partialRecord(
  z.enum(['StringEquals', 'ArnLike', 'Null']),
  z.record(z.string().check(z.regex(/^[\w.-]+[:/][\w./:-]+$/)), oneOrMore(z.string())),
);
const STATEMENT = z.strictObject({
  Sid: z.optional(z.string().check(z.regex(/^[A-Za-z0-9]+$/))),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.partialRecord(z.enum(['AWS', 'Service', 'Federated']), z.string())),
  Action: oneOrMore(z.string().check(z.refine(isAction))),
  Resource: z.optional(oneOrMore(RESOURCE)),
  Condition: z.optional(CONDITION),
});
const POLICY = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(STATEMENT).check(z.minLength(1)),
});

describe('the JSON blocks of the documentation', () => {
  it('are found', () => {
    expect(new Set(BLOCKS.map(({ path }) => path))).toEqual(
      new Set(['docs/command.md', 'docs/kubernetes.md', 'docs/security.md', 'docs/servers.md']),
    );
  });

  it.each(BLOCKS)('$path, number $number, is a policy, or a statement of one', ({ text }) => {
    const json = JSON.parse(text);
    const { data, error } = z.safeParse(z.union([POLICY, STATEMENT]), json);

    expect(error?.issues ?? []).toEqual([]);
    const statements = data && 'Statement' in data ? data.Statement : [data];
    // Who is meant, or what: a policy of a role's trust has the one, that of a role the other, that of a key both.
    for (const one of statements) expect(one?.Principal ?? one?.Resource).toBeDefined();
    const sids = statements.flatMap((one) => one?.Sid ?? []);
    expect(new Set(sids).size).toBe(sids.length);
  });

  it.each([
    ['no such action', { Action: ['s3:ReadObject'] }],
    ['no such service', { Action: 'acmpca:GetCertificate' }],
    ['no such effect', { Effect: 'allow' }],
    ['no ARN', { Resource: 'live/web/*' }],
    ['no such element', { Resources: '*' }],
    ['no such operator', { Condition: { StringEqual: { 'aws:SourceAccount': '1' } } }],
  ])('would not be one with %s', (_, change) => {
    const good = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

    expect(z.safeParse(STATEMENT, good).success).toBe(true);
    expect(z.safeParse(STATEMENT, { ...good, ...change }).success).toBe(false);
  });
});
