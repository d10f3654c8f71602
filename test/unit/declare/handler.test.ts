/** The handlers with memory in the place of their adapters. */
import type { CdkCustomResourceEvent, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const { calls, wiring } = vi.hoisted(() => {
  const calls: unknown[] = [];
  const clock = { now: () => new Date('2026-11-23T06:00:00Z') };
  const queue = { send: async (names: string[]) => void calls.push(['send', ...names]) };
  const registry = {
    putDefinition: vi.fn(
      async (declared: { owner: unknown; definition: unknown }, { isMoved }: { isMoved: boolean }) =>
        void calls.push(['put', declared.definition, declared.owner, isMoved]),
    ),
    removeDefinition: vi.fn(async (name: string, owner: unknown) => {
      calls.push(['remove', name, owner]);
      return true;
    }),
    requestCheck: vi.fn(async (name: string) => void calls.push(['check', name])),
    requestHaste: vi.fn(async (name: string, until: Date) => void calls.push(['haste', name, until])),
  };
  const declared = { readState: vi.fn(), readDefinition: vi.fn() };
  const tokenVersions = { readCurrentVersion: vi.fn(async () => 'v1') };
  const warn = vi.fn();
  const token = { tokenVersions, tokenSecretName: 'dnscale/token' };
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const allowed = {
    regions: ['eu-central-1', 'us-east-1'],
    certificateAuthorities: ['https://ca.example/directory'],
  };
  const wiring = { ports: { registry, declared, ...token, queue, clock, warn }, log, allowed };
  return { calls, wiring };
});

vi.mock('../../../functions/declare/wiring.ts', () => ({ wire: () => wiring }));
vi.mock('../../../functions/declare/environment.ts', () => ({ readEnvironment: () => ({}) }));

import { onEvent } from '../../../functions/declare/handler.ts';

const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:framework',
  ServiceTimeout: '3600',
  certificateName: 'shop',
  domainNames: ['shop.example.com'],
  keyAlgorithm: 'EC_PRIME256V1',
  certificateAuthority: 'https://ca.example/directory',
  regions: ['eu-central-1'],
};

const EVENT = {
  RequestId: 'r',
  ResponseURL: 'https://answer.example',
  StackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Certs/1',
  ResourceType: 'Custom::DnscaleCertificate',
  LogicalResourceId: 'Shop',
  ServiceToken: PROPERTIES.ServiceToken,
  ResourceProperties: PROPERTIES,
};
const OWNER = { region: 'eu-central-1', stackName: 'Certs', logicalId: 'Shop' };
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;
const STARTED = '2026-11-23T06:00:00.000Z';

const send = (event: Partial<CdkCustomResourceEvent>) =>
  onEvent({ ...EVENT, ...event } as CdkCustomResourceEvent, CONTEXT);

const thrownBy = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (thrown: Error) => thrown,
  );

beforeEach(() => {
  calls.length = 0;
});

describe('onEvent', () => {
  it('fails for a region that the renewer does not allow, and writes nothing', async () => {
    const ResourceProperties = { ...PROPERTIES, regions: ['eu-west-1'] };

    expect(await thrownBy(send({ RequestType: 'Create', ResourceProperties }))).toMatchObject({
      message: expect.stringMatching(/^shop: the renewer does not allow the region eu-west-1 /),
    });
    expect(calls).toEqual([]);
  });

  it('writes the definition of a new certificate and answers with its name', async () => {
    const answer = await send({ RequestType: 'Create' });

    const { ServiceToken: _, ServiceTimeout: __, ...definition } = PROPERTIES;
    expect(answer).toEqual({
      PhysicalResourceId: 'shop',
      StartedAt: STARTED,
      KeyAlgorithm: 'EC_PRIME256V1',
    });
    expect(calls).toEqual([
      ['put', definition, OWNER, false],
      ['haste', 'shop', new Date('2026-11-23T06:20:00Z')],
      ['check', 'shop'],
      ['send', 'shop'],
    ]);
  });

  it('is the same owner after a failed stack was made anew, and another one in another region', async () => {
    const stackIn = (region: string, id: string) =>
      `arn:aws-us-gov:cloudformation:${region}:111122223333:stack/Certs/${id}`;

    await send({ RequestType: 'Create', StackId: stackIn('eu-central-1', 'anew') });
    await send({ RequestType: 'Create', StackId: stackIn('us-east-1', 'anew') });

    expect(calls.filter((call) => Array.isArray(call) && call[0] === 'put')).toEqual([
      ['put', expect.anything(), OWNER, false],
      ['put', expect.anything(), { ...OWNER, region: 'us-east-1' }, false],
    ]);
  });

  it('keeps the physical id when something else than the name changes', async () => {
    const answer = await send({
      RequestType: 'Update',
      PhysicalResourceId: 'shop',
      OldResourceProperties: PROPERTIES,
    });

    expect(answer).toMatchObject({ PhysicalResourceId: 'shop' });
  });

  it('answers a rename with the new name, so that CloudFormation deletes the old one', async () => {
    const answer = await send({
      RequestType: 'Update',
      PhysicalResourceId: 'old',
      OldResourceProperties: PROPERTIES,
    });

    expect(answer).toMatchObject({ PhysicalResourceId: 'shop' });
  });

  it('withdraws the certificate that the physical id names, not the one in the properties', async () => {
    const answer = await send({ RequestType: 'Delete', PhysicalResourceId: 'old' });

    expect(answer).toEqual({ PhysicalResourceId: 'old' });
    expect(calls).toEqual([
      ['remove', 'old', OWNER],
      ['check', 'old'],
      ['send', 'old'],
    ]);
  });

  it('takes its own name over from another owner only where CloudFormation has called the resource so before', async () => {
    await send({ RequestType: 'Update', PhysicalResourceId: 'shop', OldResourceProperties: PROPERTIES });
    await send({ RequestType: 'Update', PhysicalResourceId: 'old', OldResourceProperties: PROPERTIES });

    expect(calls.filter((call) => Array.isArray(call) && call[0] === 'put')).toEqual([
      ['put', expect.anything(), OWNER, true],
      ['put', expect.anything(), OWNER, false],
    ]);
  });

  it('withdraws the name that an Update which was cut off has left behind', async () => {
    const OldResourceProperties = { ...PROPERTIES, certificateName: 'store' };
    await send({ RequestType: 'Update', PhysicalResourceId: 'shop', OldResourceProperties });

    expect(calls.slice(0, 3)).toEqual([
      ['remove', 'store', OWNER],
      ['check', 'store'],
      ['send', 'store'],
    ]);
  });

  it('withdraws what the properties name when CloudFormation made up the physical id', async () => {
    await send({ RequestType: 'Delete', PhysicalResourceId: 'Certs-Shop-1ABCDEFGH' });

    expect(calls[0]).toEqual(['remove', 'shop', OWNER]);
  });

  it('waits as long as the resource says', async () => {
    await send({ RequestType: 'Create', ResourceProperties: { ...PROPERTIES, timeoutMinutes: '50' } });

    expect(calls).toContainEqual(['haste', 'shop', new Date('2026-11-23T06:50:00Z')]);
  });

  it('lets CloudFormation continue when the table cannot be reached at Delete, and logs why', async () => {
    wiring.ports.registry.removeDefinition.mockRejectedValueOnce(new Error('table is gone'));

    expect(await send({ RequestType: 'Delete', PhysicalResourceId: 'shop' })).toEqual({
      PhysicalResourceId: 'shop',
    });
    expect(wiring.log.error).toHaveBeenCalledWith({
      message: expect.stringMatching(/^shop: not withdrawn \(unexpected\): .*table is gone/),
      event: 'not-withdrawn',
      certificateName: 'shop',
      code: 'unexpected',
      detail: expect.stringContaining('table is gone'),
    });
  });

  it('fails for properties that are no definition, naming every fault, and writes nothing', async () => {
    const ResourceProperties = { ...PROPERTIES, keyAlgorithm: 'RSA', domainNames: ['a b'] };

    await expect(send({ RequestType: 'Create', ResourceProperties })).rejects.toThrow(
      /domainNames\[0\]: "a b" .*; keyAlgorithm: given "RSA"/,
    );
    expect(calls).toEqual([]);
  });
});

describe('what CloudFormation shows of a failure of onEvent', () => {
  it('is one line of 300 characters at most', async () => {
    const domainNames = Array.from({ length: 40 }, (_, index) => `a b${index}`);
    const ResourceProperties = { ...PROPERTIES, domainNames };

    const thrown = await thrownBy(send({ RequestType: 'Create', ResourceProperties }));

    expect(thrown?.message).toMatch(
      /^The definition of the certificate shop is not valid: domainNames\[0\]: "a b0" /,
    );
    expect(thrown?.message.length).toBe(300);
    expect(thrown?.stack).toBe(thrown?.message);
  });

  it('is the command when there is no token', async () => {
    wiring.ports.tokenVersions.readCurrentVersion.mockResolvedValueOnce('');

    await expect(send({ RequestType: 'Create' })).rejects.toThrow(
      'Set it: `npx dnscale-certs token set --secret-name dnscale/token --region eu-central-1` Then deploy again.',
    );
  });
});
