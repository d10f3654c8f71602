/** The handler with memory in the place of its adapters. */
import type { CdkCustomResourceEvent, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const { calls, wiring } = vi.hoisted(() => {
  const calls: unknown[] = [];
  const registry = {
    putDefinition: vi.fn(
      async (definition: unknown, owner: string) => void calls.push(['put', definition, owner]),
    ),
    removeDefinition: vi.fn(async (name: string, owner: string) => {
      calls.push(['remove', name, owner]);
      return true;
    }),
    requestCheck: vi.fn(async (name: string) => void calls.push(['check', name])),
  };
  const ports = {
    registry,
    queue: { send: async (names: string[]) => void calls.push(['send', ...names]) },
    clock: { now: () => new Date('2026-11-23T06:00:00Z') },
    warn: () => {},
  };
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  return { calls, wiring: { ports, log } };
});

vi.mock('../../../functions/declare/wiring.ts', () => ({ wire: () => wiring }));
vi.mock('../../../functions/declare/environment.ts', () => ({ readEnvironment: () => ({}) }));

import { isComplete, onEvent } from '../../../functions/declare/handler.ts';

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
const OWNER = 'cloudformation:eu-central-1/Certs/Shop';

const send = (event: Partial<CdkCustomResourceEvent>) =>
  onEvent(
    { ...EVENT, ...event } as CdkCustomResourceEvent,
    { getRemainingTimeInMillis: () => 60_000 } as Context,
  );

beforeEach(() => {
  calls.length = 0;
});

describe('onEvent', () => {
  it('writes the definition of a new certificate and answers with its name', async () => {
    const answer = await send({ RequestType: 'Create' });

    const { ServiceToken: _, ServiceTimeout: __, ...definition } = PROPERTIES;
    expect(answer).toEqual({ PhysicalResourceId: 'shop' });
    expect(calls).toEqual([
      ['put', definition, OWNER],
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
      ['put', expect.anything(), 'cloudformation:eu-central-1/Certs/Shop'],
      ['put', expect.anything(), 'cloudformation:us-east-1/Certs/Shop'],
    ]);
  });

  it('keeps the physical id when something else than the name changes', async () => {
    const answer = await send({
      RequestType: 'Update',
      PhysicalResourceId: 'shop',
      OldResourceProperties: PROPERTIES,
    });

    expect(answer).toEqual({ PhysicalResourceId: 'shop' });
  });

  it('answers a rename with the new name, so that CloudFormation deletes the old one', async () => {
    const answer = await send({
      RequestType: 'Update',
      PhysicalResourceId: 'old',
      OldResourceProperties: PROPERTIES,
    });

    expect(answer).toEqual({ PhysicalResourceId: 'shop' });
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

  it('lets CloudFormation continue when the table cannot be reached at Delete, and logs why', async () => {
    wiring.ports.registry.removeDefinition.mockRejectedValueOnce(new Error('table is gone'));

    expect(await send({ RequestType: 'Delete', PhysicalResourceId: 'shop' })).toEqual({
      PhysicalResourceId: 'shop',
    });
    expect(wiring.log.error).toHaveBeenCalledWith('not-withdrawn', {
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

describe('isComplete', () => {
  it('is complete at once', async () => {
    expect(await isComplete()).toEqual({ IsComplete: true });
  });
});
