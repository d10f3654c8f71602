import { describe, expect, it } from 'vitest';
import {
  type DeclarePorts,
  declareCertificate,
  withdrawCertificate,
} from '../../../../functions/engine/declare/declare-certificate.ts';
import type { CertificateState } from '../../../../functions/engine/renewal/state.ts';
import {
  aCertificateState,
  aDeclaration,
  aDefinition,
  anOwner,
  aStoredCertificate,
  NOW,
  noDeadline,
} from '../../../support/builders.ts';

type Recording = {
  removed?: boolean;
  sendFails?: boolean;
  tokenVersion?: string | Error;
  state?: CertificateState;
};

/** What the ports were asked, in order. */
function recording({ removed = true, sendFails, tokenVersion = 'v1', state }: Recording = {}) {
  const calls: unknown[] = [];
  const ports: DeclarePorts = {
    existing: { readExisting: async () => undefined },
    registry: {
      putDefinition: async ({ definition, owner }, { isMoved }) =>
        void calls.push(['put', definition.certificateName, owner.logicalId, isMoved]),
      removeDefinition: async (certificateName, { logicalId }) => {
        calls.push(['remove', certificateName, logicalId]);
        return removed;
      },
      requestCheck: async (certificateName, { dueAt, destroys }) =>
        void calls.push(['check', certificateName, dueAt, ...(destroys ? ['destroys'] : [])]),
      requestHaste: async (certificateName, until) => void calls.push(['haste', certificateName, until]),
    },
    declared: { readState: async () => state },
    tokenVersions: {
      readCurrentVersion: async () => {
        if (tokenVersion instanceof Error) throw tokenVersion;
        return tokenVersion;
      },
    },
    tokenSecretName: 'dnscale/token',
    queue: {
      send: async (names) => {
        if (sendFails) throw new Error('queue is gone');
        calls.push(['send', ...names]);
      },
    },
    clock: { now: () => NOW },
    warn: ({ message }) => void calls.push(['warn', message]),
  };
  return { calls, ports };
}

const EVERYTHING = [
  ['put', 'example.com', 'ExampleCom', false],
  ['haste', 'example.com', new Date('2026-11-23T06:20:00Z')],
  ['check', 'example.com', NOW],
  ['send', 'example.com'],
];

const declare = (ports: DeclarePorts, changes: Parameters<typeof aDeclaration>[0] = {}) =>
  declareCertificate(aDeclaration({ timeoutMs: 1_200_000, ...changes }), ports, noDeadline());

describe('declareCertificate', () => {
  it('writes the definition, then that a deployment waits, then requests a check, then sends the message', async () => {
    const { calls, ports } = recording();

    expect(await declare(ports)).toEqual({ startedAt: NOW, keyAlgorithm: 'EC_PRIME256V1' });
    expect(calls).toEqual(EVERYTHING);
  });

  it('only warns when the message cannot be sent, as the request brings the check', async () => {
    const { calls, ports } = recording({ sendFails: true });

    await declare(ports);

    expect(calls).toEqual([...EVERYTHING.slice(0, 3), ['warn', expect.stringContaining('queue is gone')]]);
  });

  it('fails with the command when a new certificate has no token, and changes nothing', async () => {
    const { calls, ports } = recording({ tokenVersion: '' });

    await expect(declare(ports)).rejects.toMatchObject({
      code: 'token-missing',
      message:
        'No DNScale token: the secret dnscale/token does not exist in this account and region, or has no value. Set it: `dnscale-certs token set --secret-name dnscale/token --region eu-central-1` Then deploy again.',
    });
    expect(calls).toEqual([]);
  });

  it('changes a certificate that exists without a token: one that is dead must not block an unrelated change', async () => {
    const { calls, ports } = recording({ tokenVersion: '' });

    await declare(ports, { isNew: false });

    expect(calls).toEqual(EVERYTHING);
  });

  it('leaves it to the run to tell of a token secret that cannot be seen', async () => {
    const { calls, ports } = recording({ tokenVersion: new Error('denied') });

    await declare(ports);

    expect(calls).toEqual([['warn', expect.stringContaining('denied')], ...EVERYTHING]);
  });

  it.each(['requestHaste', 'requestCheck'] as const)(
    'takes a new one back when %s fails',
    async (failing) => {
      const { calls, ports } = recording();
      const works = ports.registry[failing];
      ports.registry[failing] = async () => {
        Object.assign(ports.registry, { [failing]: works });
        throw new Error('throttled');
      };

      await expect(declare(ports)).rejects.toThrow('throttled');
      expect(calls.slice(0, 1)).toEqual([['put', 'example.com', 'ExampleCom', false]]);
      expect(calls.slice(-3)).toEqual([
        ['remove', 'example.com', 'ExampleCom'],
        ['check', 'example.com', NOW],
        ['send', 'example.com'],
      ]);
    },
  );

  it('takes a new one back when its own write fails: it may have been carried out', async () => {
    const { calls, ports } = recording({ removed: false });
    ports.registry.putDefinition = () => Promise.reject(new Error('no answer'));

    await expect(declare(ports)).rejects.toThrow('no answer');
    expect(calls).toEqual([['remove', 'example.com', 'ExampleCom']]);
  });

  it('fails for the first reason when it cannot be taken back, and warns of that', async () => {
    const { calls, ports } = recording();
    ports.registry.requestHaste = () => Promise.reject(new Error('throttled'));
    ports.registry.removeDefinition = () => Promise.reject(new Error('throttled again'));

    await expect(declare(ports)).rejects.toThrow('throttled');
    expect(calls.slice(-1)).toEqual([['warn', expect.stringContaining('throttled again')]]);
  });

  it('leaves a changed one as it is written when the rest fails: CloudFormation sends the one before', async () => {
    const { calls, ports } = recording();
    ports.registry.requestHaste = () => Promise.reject(new Error('throttled'));

    await expect(declare(ports, { isNew: false })).rejects.toThrow('throttled');
    expect(calls).toEqual([['put', 'example.com', 'ExampleCom', false]]);
  });

  const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
  const installed = { certificateArn, serial: '0a1b2c', importedAt: NOW };
  const rsa = { definition: aDefinition({ keyAlgorithm: 'RSA_2048' }) };

  it.each<[string, CertificateState]>([
    [
      'as its import wrote down',
      aCertificateState({
        installations: { 'eu-central-1': { ...installed, keyAlgorithm: 'EC_PRIME256V1' } },
      }),
    ],
    [
      'by the live version, where an earlier release imported it',
      aCertificateState({
        certificate: aStoredCertificate(),
        installations: { 'eu-central-1': installed },
      }),
    ],
  ])('refuses another key on an ARN, known %s, and changes nothing', async (_, state) => {
    const { calls, ports } = recording({ state });

    await expect(declare(ports, { ...rsa, isNew: false })).rejects.toMatchObject({
      code: 'import-incompatible',
      disposition: 'person',
      subject: certificateArn,
      message:
        'Nothing was changed: example.com has a key EC_PRIME256V1 in ACM, which cannot change to RSA_2048 on the same ARN. Declare a second certificate with the new key, move the listeners to it, then remove this one.',
    });
    expect(calls).toEqual([]);
  });

  it.each<[string, CertificateState | undefined]>([
    ['nothing is known', undefined],
    ['it was stored only', aCertificateState({ certificate: aStoredCertificate() })],
    [
      'its ARN is in a region that is not asked for',
      aCertificateState({
        certificate: aStoredCertificate(),
        installations: { 'us-east-1': { ...installed, keyAlgorithm: 'EC_PRIME256V1' } },
      }),
    ],
    [
      'its ARN has that key',
      aCertificateState({
        certificate: aStoredCertificate(),
        installations: { 'eu-central-1': { ...installed, keyAlgorithm: 'RSA_2048' } },
      }),
    ],
  ])('takes another key while %s', async (_, state) => {
    const { calls, ports } = recording(state ? { state } : {});

    await declare(ports, rsa);

    expect(calls).toEqual(EVERYTHING);
  });
});

describe('withdrawCertificate', () => {
  it('removes the definition and requests the check that comes of it', async () => {
    const { calls, ports } = recording();

    expect(
      await withdrawCertificate('example.com', { owner: anOwner(), destroys: true }, ports, noDeadline()),
    ).toBe(true);
    expect(calls).toEqual([
      ['remove', 'example.com', 'ExampleCom'],
      ['check', 'example.com', NOW, 'destroys'],
      ['send', 'example.com'],
    ]);
  });

  it('does nothing further when this owner has none', async () => {
    const { calls, ports } = recording({ removed: false });

    expect(
      await withdrawCertificate('example.com', { owner: anOwner(), destroys: true }, ports, noDeadline()),
    ).toBe(false);
    expect(calls).toEqual([['remove', 'example.com', 'ExampleCom']]);
  });
});
