/** The waiting handler with memory in the place of its adapters. */
import type { CdkCustomResourceIsCompleteEvent, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const { now, declared, awaiting } = vi.hoisted(() => {
  const now = new Date('2026-11-23T06:00:00Z');
  const declared = { readState: vi.fn(), readDefinition: vi.fn() };
  const ports = { declared, queue: { send: vi.fn() }, clock: { now: () => now }, warn: vi.fn() };
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const livePrefix = (name: string) => `live/${name}/`;
  return { now, declared, awaiting: { ports, log, bucketName: 'bucket', livePrefix } };
});

vi.mock('../../../functions/declare/wiring.ts', () => ({ wireAwait: () => awaiting }));
vi.mock('../../../functions/declare/environment.ts', () => ({ readAwaitEnvironment: () => ({}) }));

import { isComplete } from '../../../functions/declare/handler.ts';

const definition = {
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
  ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:framework',
  ResourceProperties: definition,
  StartedAt: '2026-11-23T06:00:00.000Z',
};

const ask = (event: Partial<CdkCustomResourceIsCompleteEvent>) =>
  isComplete(
    { ...EVENT, ...event } as CdkCustomResourceIsCompleteEvent,
    { getRemainingTimeInMillis: () => 60_000 } as Context,
  );

describe('isComplete', () => {
  const ARN = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

  beforeEach(() => {
    declared.readDefinition.mockResolvedValue({
      definition,
      owner: 'cloudformation:eu-central-1/Certs/Shop',
      hash: 'h',
    });
    declared.readState.mockResolvedValue(undefined);
  });

  it('waits for nothing at a Delete, and reads nothing', async () => {
    declared.readDefinition.mockRejectedValue(new Error('no table'));

    expect(await ask({ RequestType: 'Delete', PhysicalResourceId: 'shop' })).toEqual({ IsComplete: true });
  });

  it('answers no, and nothing else, while the certificate is not there', async () => {
    expect(await ask({ RequestType: 'Create' })).toEqual({ IsComplete: false });
  });

  it('answers no while AWS does not answer: a throw would fail the deployment', async () => {
    declared.readState.mockRejectedValue(new Error('throttled'));

    expect(await ask({ RequestType: 'Update' })).toEqual({ IsComplete: false });
  });

  it('gives the attributes once it is there', async () => {
    const { domainNames, keyAlgorithm, certificateAuthority } = definition;
    const notAfter = new Date('2027-01-30T00:00:00Z');
    declared.readState.mockResolvedValue({
      certificateName: 'shop',
      certificate: { serial: '0a', domainNames, keyAlgorithm, certificateAuthority, notAfter },
      installations: { 'eu-central-1': { certificateArn: ARN, serial: '0a' } },
    });

    expect(await ask({ RequestType: 'Create' })).toEqual({
      IsComplete: true,
      Data: {
        Arn: ARN,
        ArnEuCentral1: ARN,
        BucketName: 'bucket',
        LivePrefix: 'live/shop/',
        NotAfter: '2027-01-30T00:00:00.000Z',
      },
    });
  });

  it('fails with one line, our own sentence, and no stack trace', async () => {
    const message = 'No zone at DNScale holds _acme-challenge.shop.example.com: the token sees none. Add it.';
    const failure = { disposition: 'person', message, at: now, tookMs: 0 };
    declared.readState.mockResolvedValue({ certificateName: 'shop', installations: {}, failure });

    const thrown = await ask({ RequestType: 'Create' }).catch((error: Error) => error);

    expect(thrown).toMatchObject({ message, stack: message });
  });
});
