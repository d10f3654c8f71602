import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  adoptPolicy,
  COMMAND_NEEDS,
  needsText,
  personPolicy,
  serverPolicy,
} from '../../../cli/aws-permissions.ts';
import { allCommands } from '../../support/own-commands.ts';

const PLACE = { account: 'ACCOUNT', region: 'REGION', renewerName: 'RENEWER' };
const PAGE = readFileSync(new URL('../../../docs/command.md', import.meta.url), 'utf8');

/** The document under a heading of the page. */
function documentUnder(heading: string): unknown {
  const [, json = ''] =
    new RegExp(`^### ${heading}\\n[^]*?^\`\`\`json\\n([^]*?)^\`\`\``, 'm').exec(PAGE) ?? [];
  return JSON.parse(json);
}

describe('personPolicy', () => {
  it.each([
    ['read-only', 'Read-only'],
    ['operator', 'Operator'],
  ] as const)('is on the page, %s', (policy, heading) => {
    expect(documentUnder(heading)).toEqual(personPolicy(policy, PLACE));
  });

  it('reads no secret, no key in the bucket and no message, and writes no table but that of requests', () => {
    const { Statement } = personPolicy('operator', PLACE);

    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions).not.toContainEqual(
      expect.stringMatching(/\*|^s3:|GetSecretValue|ReceiveMessage|UpdateItem|Delete/),
    );
    const written = Statement.filter(({ Action }) =>
      Action.some((one) => /dynamodb:.*(Put|Write)/.test(one)),
    );
    expect(written.map(({ Resource }) => Resource)).toEqual([
      ['arn:aws:dynamodb:REGION:ACCOUNT:table/RENEWER-requests'],
    ]);
  });

  it('changes nothing with the read-only one', () => {
    const actions = personPolicy('read-only', PLACE).Statement.flatMap(({ Action }) => Action);

    expect(actions).toEqual([
      'ssm:GetParametersByPath',
      'dynamodb:BatchGetItem',
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'logs:FilterLogEvents',
      'kms:Decrypt',
    ]);
  });
});

describe('serverPolicy', () => {
  it('is on the page, and reads the live files of one certificate', () => {
    const policy = serverPolicy({ ...PLACE, bucketName: 'BUCKET', prefix: 'live/NAME/' });

    expect(documentUnder('Server')).toEqual(policy);
    expect(policy.Statement[0]).toMatchObject({
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::BUCKET/live/NAME/*'],
    });
  });
});

describe('adoptPolicy', () => {
  it('is on the page, and writes into the bucket and account keys of one renewer alone', () => {
    const policy = adoptPolicy({ ...PLACE, bucketName: 'BUCKET' });

    expect(documentUnder('Moving in')).toEqual(policy);
    const writing = policy.Statement.filter(({ Action }) => Action.some((one) => /Put|Create/.test(one)));
    expect(writing.flatMap(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::BUCKET/archive/*',
      'arn:aws:secretsmanager:REGION:ACCOUNT:secret:RENEWER/acme-account/*',
    ]);
    expect(policy.Statement.flatMap(({ Action }) => Action)).not.toContainEqual(
      expect.stringMatching(/\*|Delete|dynamodb|lambda/),
    );
  });
});

describe('the needs of commands', () => {
  it('are told for every command that takes a profile of the AWS CLI', () => {
    const reaching = allCommands().filter(({ command }) =>
      command.options.some(({ long, description }) => long === '--profile' && /AWS/.test(description)),
    );

    expect(reaching.map(({ words }) => words.join(' ')).sort()).toEqual(Object.keys(COMMAND_NEEDS).sort());
  });

  it('stand in the help of each', () => {
    for (const { words, command } of allCommands()) {
      const name = words.join(' ');
      if (Object.hasOwn(COMMAND_NEEDS, name)) {
        expect(command.description()).toContain(needsText(name as keyof typeof COMMAND_NEEDS));
      }
    }
    expect(needsText('pull')).toBe(
      'In AWS it needs s3:GetObject on the live files of this certificate, and kms:Decrypt where the renewer has a KMS key of its own; ' +
        'without --bucket also ssm:GetParametersByPath: https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions',
    );
    expect(needsText('logs')).toBe(
      'In AWS it may need dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:Scan, logs:FilterLogEvents, ssm:GetParametersByPath, ' +
        'and kms:Decrypt where the renewer has a KMS key of its own: the read-only policy has them all: https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions',
    );
  });
});
