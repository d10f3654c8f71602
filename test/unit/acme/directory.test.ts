import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../functions/acme/http.ts';
import { createTransport } from '../../../functions/acme/transport.ts';
import { NOW, noDeadline } from '../../support/builders.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const DIRECTORY = {
  newNonce: 'https://ca.test/nonce',
  newAccount: 'https://ca.test/account',
  newOrder: 'https://ca.test/order',
};
const BODY = { protected: 'p', payload: 'q', signature: 's' };

function json(value: unknown, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

describe('readDirectory, in a function that stays warm', () => {
  const MINUTE_MS = 60_000;
  const AWAY: HttpAnswer = { status: 503, headers: {}, body: '' };

  const offering = (...names: string[]) =>
    json({ ...DIRECTORY, meta: { profiles: Object.fromEntries(names.map((name) => [name, ''])) } });

  /** @param answers to the directory, one after the other; the last one stays. */
  function aWarmTransport(...answers: HttpAnswer[]) {
    const clock = createManualClock(NOW);
    let reads = 0;
    const transport = createTransport({
      directoryUrl: 'https://ca.test/directory',
      clock,
      newNoncesPerSecond: 10,
      send: async ({ url }) => {
        if (url.pathname !== '/directory') return json(REFUSED, 400);
        reads += 1;
        return (answers.length > 1 ? answers.shift() : answers[0]) ?? AWAY;
      },
    });
    const profiles = async (maxAgeMs?: number) =>
      Object.keys((await transport.readDirectory(noDeadline(), maxAgeMs)).meta?.profiles ?? {});
    return { clock, transport, profiles, reads: () => reads };
  }

  const REFUSED = { type: 'urn:ietf:params:acme:error:invalidProfile', detail: 'no such profile' };

  it('believes it for an hour, and no longer', async () => {
    const { clock, profiles, reads } = aWarmTransport(offering('classic'), offering('tlsserver'));
    await profiles();

    clock.advance(60 * MINUTE_MS);
    expect(await profiles()).toEqual(['classic']);
    clock.advance(1);
    expect(await profiles()).toEqual(['tlsserver']);

    expect(reads()).toBe(2);
  });

  it('reads it at once for a caller that wants a young one, and for all others too', async () => {
    const { clock, profiles, reads } = aWarmTransport(offering('classic'), offering('tlsserver'));
    await profiles();
    clock.advance(10_000);

    expect(await Promise.all([profiles(5_000), profiles(5_000)])).toEqual([['tlsserver'], ['tlsserver']]);
    expect(await profiles()).toEqual(['tlsserver']);

    expect(reads()).toBe(2);
  });

  it('does not read it again when it was read just now', async () => {
    const { profiles, reads } = aWarmTransport(offering('classic'));

    await profiles();
    await profiles(5_000);

    expect(reads()).toBe(1);
  });

  it('lives with the old one while the CA is away, and asks again after a minute', async () => {
    const { clock, profiles, reads } = aWarmTransport(offering('classic'), AWAY, offering('tlsserver'));
    await profiles();
    clock.advance(61 * MINUTE_MS);

    expect([await profiles(), await profiles()]).toEqual([['classic'], ['classic']]);
    expect(reads()).toBe(2);
    clock.advance(MINUTE_MS + 1);

    expect(await profiles()).toEqual(['tlsserver']);
  });

  it('fails while the CA is away for a caller that wants a young one', async () => {
    const { clock, profiles } = aWarmTransport(offering('classic'), AWAY);
    await profiles();
    clock.advance(10_000);

    await expect(profiles(5_000)).rejects.toMatchObject({ code: 'acme-unavailable' });
  });

  it('reads it again after the clock was set back', async () => {
    let now = NOW;
    let reads = 0;
    const transport = createTransport({
      directoryUrl: 'https://ca.test/directory',
      newNoncesPerSecond: 10,
      clock: { ...createManualClock(NOW), now: () => now },
      send: async () => {
        reads += 1;
        return offering('classic');
      },
    });
    await transport.readDirectory(noDeadline());
    now = new Date(NOW.getTime() - 24 * 60 * MINUTE_MS);

    await transport.readDirectory(noDeadline());

    expect(reads).toBe(2);
  });

  it('names the profiles of now where the CA refuses one', async () => {
    const { clock, transport, profiles } = aWarmTransport(offering('classic'), offering('tlsserver'));
    await profiles();
    clock.advance(10 * MINUTE_MS);

    const carry = transport.carrierFor('newOrder', noDeadline());

    await expect(carry(DIRECTORY.newOrder, 'post', { data: BODY })).rejects.toMatchObject({
      code: 'profile-unknown',
      message: expect.stringContaining('the CA offers tlsserver'),
    });
  });
});
