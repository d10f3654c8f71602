import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { issue } from './issuance-world.ts';

const AWAY = new RenewerError({ code: 'acme-unavailable', disposition: 'next-run', message: 'HTTP 502' });

const rejects = (error: unknown) => () => Promise.reject(error);

describe('issueCertificate, the clean-up', () => {
  it('hands over the clean-up that it has begun', async () => {
    const reason = new RenewerError({
      code: 'dnscale-unavailable',
      disposition: 'next-run',
      message: 'away',
    });

    const { issued } = await issue({ cleanUp: async () => reason });

    await expect(issued?.cleanUp).resolves.toBe(reason);
  });

  it('waits for it where a later step fails', async () => {
    const done: string[] = [];
    const cleanUp = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push('cleaned up');
      return undefined;
    };

    const { thrown } = await issue({ left: 'ready', cleanUp, acme: { finalizeOrder: rejects(AWAY) } });

    expect(thrown).toBe(AWAY);
    expect(done).toEqual(['cleaned up']);
  });

  it('begins none before the CA has seen the values', async () => {
    const done: string[] = [];
    const cleanUp = async () => {
      done.push('cleaned up');
      return undefined;
    };

    await issue({ cleanUp, acme: { respondToChallenge: rejects(AWAY) } });

    expect(done).toEqual([]);
  });
});
