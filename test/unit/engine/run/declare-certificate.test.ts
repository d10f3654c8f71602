import { describe, expect, it } from 'vitest';
import {
  type DeclarePorts,
  declareCertificate,
  withdrawCertificate,
} from '../../../../functions/engine/run/declare-certificate.ts';
import { aDefinition, NOW, noDeadline } from '../../../support/builders.ts';

/** What the ports were asked, in order. */
function recording(overrides: { removed?: boolean; sendFails?: boolean } = {}) {
  const calls: unknown[] = [];
  const ports: DeclarePorts = {
    registry: {
      putDefinition: async ({ certificateName }, owner) => void calls.push(['put', certificateName, owner]),
      removeDefinition: async (certificateName, owner) => {
        calls.push(['remove', certificateName, owner]);
        return overrides.removed ?? true;
      },
      requestCheck: async (certificateName, at) => void calls.push(['check', certificateName, at]),
    },
    queue: {
      send: async (names) => {
        if (overrides.sendFails) throw new Error('queue is gone');
        calls.push(['send', ...names]);
      },
    },
    clock: { now: () => NOW },
    warn: ({ message }) => void calls.push(['warn', message]),
  };
  return { calls, ports };
}

describe('declareCertificate', () => {
  it('writes the definition, then requests a check by the clock, then by a message', async () => {
    const { calls, ports } = recording();

    await declareCertificate(aDefinition(), 'me', ports, noDeadline());

    expect(calls).toEqual([
      ['put', 'example.com', 'me'],
      ['check', 'example.com', NOW],
      ['send', 'example.com'],
    ]);
  });

  it('only warns when the message cannot be sent, as the clock brings the check', async () => {
    const { calls, ports } = recording({ sendFails: true });

    await declareCertificate(aDefinition(), 'me', ports, noDeadline());

    expect(calls).toEqual([
      ['put', 'example.com', 'me'],
      ['check', 'example.com', NOW],
      ['warn', expect.stringContaining('queue is gone')],
    ]);
  });
});

describe('withdrawCertificate', () => {
  it('removes the definition and requests the check that retires the certificate', async () => {
    const { calls, ports } = recording();

    expect(await withdrawCertificate('example.com', 'me', ports, noDeadline())).toBe(true);
    expect(calls).toEqual([
      ['remove', 'example.com', 'me'],
      ['check', 'example.com', NOW],
      ['send', 'example.com'],
    ]);
  });

  it('does nothing further when another owner has the name', async () => {
    const { calls, ports } = recording({ removed: false });

    expect(await withdrawCertificate('example.com', 'me', ports, noDeadline())).toBe(false);
    expect(calls).toEqual([['remove', 'example.com', 'me']]);
  });
});
