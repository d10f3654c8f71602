/** The descriptors of renewers in the AWS emulator, which replaces SSM's Parameter Store. */
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRenewerDirectory } from '../../../functions/aws/renewer-directory.ts';
import { lazySsm } from '../../../functions/aws/ssm-client.ts';
import { aDescriptor } from '../../support/builders.ts';
import { type Aws, startAws } from '../../support/world/aws.ts';
import { NEVER } from './records-world.ts';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws?.stop());

function directoryIn(region: string) {
  const configuration = { ...aws.clientConfiguration, region };
  const ssm = new SSMClient(configuration);
  return {
    directory: createRenewerDirectory({ caller: { profileOption: '' }, client: lazySsm(configuration) }),
    put: (Name: string, Value: string) => ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' })),
  };
}

describe('listRenewers', () => {
  it('finds no renewer where none is deployed', async () => {
    const { directory } = directoryIn('eu-north-1');

    expect(await directory.listRenewers(NEVER)).toEqual({ renewers: [], unreadable: [] });
    expect(await directory.region()).toBe('eu-north-1');
  });

  it('finds more than SSM gives at once, and nothing of other paths', async () => {
    const { directory, put } = directoryIn('eu-west-1');
    const names = Array.from({ length: 23 }, (_, index) => `Certs${index}`);
    for (const renewerName of names) {
      await put(`/dnscale-certs/${renewerName}`, JSON.stringify(aDescriptor({ renewerName })));
    }
    await put('/other/dnscale-certs', 'no descriptor');

    const { renewers, unreadable } = await directory.listRenewers(NEVER);

    expect(new Set(renewers.map(({ renewerName }) => renewerName))).toEqual(new Set(names));
    expect(renewers).toHaveLength(23);
    expect(renewers.find(({ renewerName }) => renewerName === 'Certs7')).toEqual(
      aDescriptor({ renewerName: 'Certs7' }),
    );
    expect(unreadable).toEqual([]);
  });

  it('tells of what is no descriptor, or one of a later release, and finds the others', async () => {
    const { directory, put } = directoryIn('eu-west-2');
    await put('/dnscale-certs/Broken', 'not JSON');
    await put('/dnscale-certs/Certs', JSON.stringify(aDescriptor()));
    await put('/dnscale-certs/Later', JSON.stringify({ ...aDescriptor(), schema: 2 }));

    const { renewers, unreadable } = await directory.listRenewers(NEVER);

    expect(renewers).toEqual([aDescriptor()]);
    expect(unreadable.map(({ subject }) => subject).sort()).toEqual([
      '/dnscale-certs/Broken',
      '/dnscale-certs/Later',
    ]);
    expect(unreadable.map(({ message }) => message).join(' ')).toContain('Use the command of that release.');
  });
});
