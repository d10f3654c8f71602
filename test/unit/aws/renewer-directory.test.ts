import type { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { createRenewerDirectory } from '../../../functions/aws/renewer-directory.ts';
import { aDescriptor, noDeadline } from '../../support/builders.ts';
import { scriptedClient, sdkError } from './scripted-client.ts';

const Parameters = [{ Name: '/dnscale-certs/Certs', Value: JSON.stringify(aDescriptor()) }];

function list(answer: (count: number) => unknown) {
  const { client, sent } = scriptedClient<SSMClient>((_, count) => answer(count));
  return {
    sent,
    listed: createRenewerDirectory({ caller: { profileOption: '' }, client: () => client }).listRenewers(
      noDeadline(),
    ),
  };
}

describe('listRenewers', () => {
  it('goes on after an empty page, as SSM has them', async () => {
    const { sent, listed } = list((count) =>
      count === 1 ? { Parameters: [], NextToken: 'next' } : { Parameters },
    );

    expect((await listed).renewers).toEqual([aDescriptor()]);
    expect(sent.map(({ input }) => input)).toEqual([
      { Path: '/dnscale-certs/', MaxResults: 10, NextToken: undefined },
      { Path: '/dnscale-certs/', MaxResults: 10, NextToken: 'next' },
    ]);
  });

  it('does not follow pages without end', async () => {
    const { sent, listed } = list(() => ({ Parameters: [], NextToken: 'again' }));

    expect(await listed).toEqual({ renewers: [], unreadable: [] });
    expect(sent).toHaveLength(100);
  });

  it('names the permission that the person lacks', async () => {
    const { listed } = list(() => {
      throw sdkError('AccessDeniedException', 'User: arn:aws:iam::1:user/me is not authorized', 400);
    });

    await expect(listed).rejects.toMatchObject({
      code: 'aws-failed',
      disposition: 'person',
      message:
        'AWS did not do ssm:GetParametersByPath on parameters /dnscale-certs/*: AccessDeniedException: User: arn:aws:iam::1:user/me is not authorized (AWS request req-1). Allow ssm:GetParametersByPath on parameters /dnscale-certs/* for the AWS identity that you use (https://github.com/dnscale/dnscale-certs/blob/main/docs/command.md#aws-permissions).',
    });
  });
});
