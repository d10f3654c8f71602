/**
 * The commands of the AWS CLI on the pages: of a service whose client is here, the operation and each option are those of the API. The
 * few others are listed, as they were read in AWS's reference.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  codeSpansOf,
  commandsOf,
  READ_PAGES,
  REPOSITORY,
  readPage,
  shellWords,
} from './page-parts.ts';

const SDK = join(REPOSITORY, 'node_modules/@aws-sdk');

/** By the name that the CLI has for the service. */
const CLIENTS: Readonly<Record<string, string>> = {
  acm: 'acm',
  lambda: 'lambda',
  s3api: 's3',
  scheduler: 'scheduler',
  secretsmanager: 'secrets-manager',
  sns: 'sns',
  sqs: 'sqs',
};

/** Of the CLI itself. */
const OF_EVERY_COMMAND = ['--region', '--profile', '--query', '--output'];

/** With their options, each tried with the AWS CLI, which refuses what it does not know; `logs tail` and `sso` are of its version 2. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'cloudformation continue-update-rollback': ['--stack-name'],
  'cloudformation describe-stack-events': ['--stack-name'],
  'cloudformation list-imports': ['--export-name'],
  'ecs update-service': ['--force-new-deployment'],
  'logs tail': ['--since', '--follow'],
  'securityhub update-security-control': ['--security-control-id', '--parameters', '--last-update-reason'],
  'service-quotas list-service-quotas': ['--service-code'],
  'sso login': [],
  'sts get-caller-identity': [],
};

type Used = { page: string; words: string[] };

const USED: Used[] = READ_PAGES.flatMap((page) => {
  const text = readPage(page);
  const typed = blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(commandsOf);
  return [...typed, ...codeSpansOf(text)]
    .map((line) => shellWords(line))
    .filter(([first, , operation]) => first === 'aws' && operation !== undefined)
    .map((words) => ({ page, words: words.slice(1) }));
});

/** What the CLI would not take; undefined where it takes all. */
function faultOf([service = '', operation = '', ...rest]: string[]): string | undefined {
  const options = rest.filter((word) => /^--[a-z]/.test(word) && !OF_EVERY_COMMAND.includes(word));
  const known = OTHERS[`${service} ${operation}`] ?? optionsOf(service, operation);
  if (known === undefined) return `no ${service} ${operation}`;
  const unknown = options.filter((option) => !known.includes(option));
  return unknown.length === 0 ? undefined : `${service} ${operation} has no ${unknown.join(', ')}`;
}

/** From the types of the client: the CLI makes its options from the same model. */
function optionsOf(service: string, operation: string): string[] | undefined {
  const types = join(SDK, `client-${CLIENTS[service]}`, 'dist-types');
  const name = pascal(operation);
  const file = join(types, 'commands', `${name}Command.d.ts`);
  if (!existsSync(file)) return undefined;
  const [, input] =
    /interface \w+CommandInput extends (?:Omit<)?(\w+)/.exec(readFileSync(file, 'utf8')) ?? [];
  const models = globSync('models/*.d.ts', { cwd: types }).map((path) =>
    readFileSync(join(types, path), 'utf8'),
  );
  const [, body = ''] = new RegExp(`interface ${input} \\{(.*?)^\\}`, 'ms').exec(models.join('\n')) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].flatMap(([, member = '']) => {
    const option = member.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    return [`--${option}`, `--no-${option}`];
  });
}

function pascal(operation: string): string {
  return operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

describe("the AWS CLI's commands on the pages", () => {
  it('are found', () => {
    expect(USED.length).toBeGreaterThan(20);
    expect(USED.map(({ words }) => words.slice(0, 2).join(' '))).toContain('acm add-tags-to-certificate');
  });

  it.each(USED.map(({ page, words }) => [words.join(' '), page, words] as const))(
    'are commands that there are: %s in %s',
    (_, __, words) => {
      expect(faultOf(words)).toBeUndefined();
    },
  );

  it.each([
    ['acm add-tag-to-certificate', 'no acm add-tag-to-certificate'],
    ['acm add-tags-to-certificate --arn x', 'acm add-tags-to-certificate has no --arn'],
    ['ec2 describe-instances', 'no ec2 describe-instances'],
    ['sts get-caller-identity --user x', 'sts get-caller-identity has no --user'],
    ['secretsmanager create-secret --name a --secret-string file://b --region c', undefined],
  ])('would be faults otherwise: %s', (line, fault) => {
    expect(faultOf(line.split(' '))).toBe(fault);
  });
});
